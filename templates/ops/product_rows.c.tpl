%# product_rows.c.tpl: many rows; a tile's blocks of terms one after the other.  Given: m, p, t, blocks (see product.c.tpl).
% local function tile(rows)
%   local start, add_row, w = t.b .. " + c", "0", "w"
%   if blocks > 1 then start, add_row, w = "i ? sums : " .. start, "i ? COLUMNS : 0", "w + i * " .. t.block_weights end
%   local call = string.format("rt_tile(%s, VECS, sums, COLUMNS, %s, %s,\n        %s, %s, %s, %s, 0, %d);", rows, start, add_row,
%     t.x("first"), t.x_row, t.terms, w, p.width)
%   return blocks > 1 and string.format("for (int i = 0; i < %d; i++)\n    %s", blocks, (call:gsub("\n", "\n    "))) or call
% end
% local store = {m = m, t = t, source = "sums + r * COLUMNS", sums = "sums", sums_row = "COLUMNS", columns = "COLUMNS", first = "first"}
for (int c = 0; ${t.columns}; c += COLUMNS) {
    const float *w = ${t.w} + c;
    const int left = ${t.left};
% if m.fixed then
    for (int row = 0; row < ${m.row.size}; row += ROWS) {
        const int first = row < ${m.row.size} - ROWS ? row : ${m.row.size} - ROWS; /* the last tile overlaps */
        float sums[ROWS * COLUMNS] RT_ALIGNED;
        ${tile("ROWS")}
% store.rows = "ROWS"
        ${include("ops/product_store.c.tpl", store)}
    }
% else
    for (int first = 0, rows; first < ${m.row.size}; first += rows) {
        float sums[ROWS * COLUMNS] RT_ALIGNED;
        rows = ${m.row.size} - first < ROWS ? 1 : ROWS;
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
