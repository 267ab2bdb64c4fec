%# product_rows.c.tpl: many rows; a tile's blocks of terms one after the other.  Given: m, p, t, blocks (see product.c.tpl).
% local function tile(rows)
%   if blocks == 1 then
%     return string.format("rt_tile(%s, VECS, sums, COLUMNS, %s + c, 0,\n        %s, %s, %s, w, 0, %d);", rows, t.b, t.x("first"), t.x_row,
%       t.terms, p.width)
%   elseif p.width <= 16 then -- two sets of sums fit into registers
%     return string.format("rt_tile_blocks(%s, VECS, sums, %s + c,\n        %s, %s, %s, %s, w, %d);", rows, t.b, t.x("first"), t.x_row,
%       t.blocks, t.terms, p.width)
%   end
%   return string.format("for (int i = 0; i < %d; i++)\n    rt_tile(%s, VECS, sums, COLUMNS, i ? sums : %s + c, i ? COLUMNS : 0,\n            %s, %s, %s, w + i * %d, 0, %d);",
%     blocks, rows, t.b, t.x("first", true), t.x_row, t.terms, t.block_weights, p.width)
% end
% local store = {m = m, t = t, source = "sums + r * COLUMNS", sums = "sums", sums_row = "COLUMNS", columns = "COLUMNS", first = "first"}
% local rows = t.rows
for (int c = 0; ${t.columns}; c += COLUMNS) {
    const float *w = ${t.w} + c;
    const int left = ${t.left}; /* outputs from column c on */
% if m.fixed then
    for (int row = ${rows.first}; row < ${rows.stop}; row += ROWS) {
        const int first = row < ${rows.stop} - ROWS ? row : ${rows.stop} - ROWS; /* the last tile overlaps */
        float sums[ROWS * COLUMNS] RT_ALIGNED;
        ${tile("ROWS")}
% store.rows = "ROWS"
        ${include("ops/product_store.c.tpl", store)}
    }
% else
    for (int row = ${rows.first}, rows; row < ${rows.stop}; row += rows) {
        rows = ${rows.count} < ROWS ? 1 : ROWS;
        const int first = row < ${rows.stop} - rows ? row : ${rows.stop} - rows; /* the last tile overlaps */
        float sums[ROWS * COLUMNS] RT_ALIGNED;
        if (rows == ROWS) {
            ${tile("ROWS")}
        } else {
            ${tile("1")}
        }
% store.rows = "rows"
        ${include("ops/product_store.c.tpl", store)}
    }
% end
}
