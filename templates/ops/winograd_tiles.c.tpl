%# winograd_tiles.c.tpl: the tiles of a block of `pairs` pairs.  Given: m, t, p, own (see winograd_blocks.c.tpl), w.
% local function tile(rows)
%   return string.format("rt_winograd(%s, VECS, sums, %s + c, %s + first * %d, %d, %d, %d,\n        from_pair + first * %d + %d, %d, w, %d);", rows,
%     t.b, own, 2 * p.channels, m.apart, m.threes, m.left_over, 2 * p.channels, 3 * m.threes * p.channels, p.channels, p.width)
% end
% local rows = m.fixed and "ROWS" or "rows"
% local store = {m = m, t = t, source = "sums + r * COLUMNS", sums = "sums", sums_row = "COLUMNS", columns = "COLUMNS",
%   first = "2 * first", rows = m.even and "2 * ROWS" or "stored"}
for (int c = 0; ${t.columns}; c += COLUMNS) {
    const float *w = ${t.w} + c;
    const int left = ${t.left}; /* outputs from column c on */
% if m.fixed then
    for (int row = 0; row < pairs; row += ROWS) {
% else
    for (int row = 0, rows; row < pairs; row += rows) {
        rows = pairs < ROWS ? 1 : ROWS;
% end
        const int first = row < pairs - ${rows} ? row : pairs - ${rows}; /* the last tile overlaps */
% if not m.even then
        const int stored = RT_SMALLER(2 * ${rows}, ${m.windows} - 2 * (pair + first)); /* T may end inside a pair */
% end
        float sums[2 * ROWS * COLUMNS] RT_ALIGNED;
% if m.fixed then
        ${tile("ROWS")}
% else
        if (rows == ROWS) {
            ${tile("ROWS")}
        } else {
            ${tile("1")}
        }
% end
        ${include("ops/product_store.c.tpl", store)}
    }
}
