%# product_long.c.tpl: many rows of long sums: a block of weights stays in the cache while all rows pass by.
%# Given: m, p, t, blocks (see product.c.tpl), acc: sums [row][p.width, and 16 that a vector may reach into].
% local acc_row = p.width + 16
% local acc = m.shared and "acc + own.first * " .. acc_row or "acc"
% local function tile(rows)
%   return string.format("rt_tile(%s, VECS, sums, %d, i ? sums : %s + c, i ? %d : 0,\n        %s, %s, %s, w, 0, %d);", rows, acc_row,
%     t.b, acc_row, t.x("first", true), t.x_row, t.terms, p.width)
% end
% local store = {m = m, t = t, source = acc .. " + r * " .. acc_row .. " + c", sums = acc, sums_row = acc_row, columns = p.width,
%   rows = t.rows.count, first = t.rows.first}
{
    for (int i = 0; i < ${blocks}; i++)
        for (int c = 0; ${t.columns}; c += COLUMNS)
            for (int first = ${t.rows.first}, rows; first < ${t.rows.stop}; first += rows) {
                const float *w = ${t.w} + i * ${t.block_weights} + c;
                float *sums = acc + first * ${acc_row} + c;
                rows = ${t.rows.stop} - first < ROWS ? 1 : ROWS;
                if (rows == ROWS) {
                    ${tile("ROWS")}
                } else {
                    ${tile("1")}
                }
            }
    enum { c = 0 };
    const int left = ${t.left};
    ${include("ops/product_store.c.tpl", store)}
}
