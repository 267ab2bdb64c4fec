%# product_rows.c.tpl: many rows; a tile's blocks of terms one after the other.  Given: m, p, t, blocks (see product.c.tpl).
% local function tile(rows)
%   return string.format("rt_tile_blocks(%s, VECS, sums, %s + c,\n        %s, %s, %s, %s, w, %d);", rows, t.b, t.x("first"), t.x_row,
%     t.blocks, t.terms, p.width)
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
