%# product_row.c.tpl: one row; some blocks of terms side by side, then joined.  Given: m, p, t, blocks (see product.c.tpl).
for (int c = 0; ${t.columns}; c += COLUMNS) {
    const float *w = ${t.w} + c;
    const int left = ${t.left}; /* outputs from column c on */
% if blocks == 1 then
    float sums[COLUMNS] RT_ALIGNED;
    rt_tile(1, VECS, sums, COLUMNS, ${t.b} + c, 0,
            ${t.x(0)}, 0, ${t.terms}, w, 0, ${p.width});
% else
    float parts[${m.side} * COLUMNS] RT_ALIGNED, sums[COLUMNS] RT_ALIGNED;
    for (int i = 0; i < ${blocks}; i += ${m.side}) {
        rt_tile(${m.side}, VECS, parts, COLUMNS, NULL, 0,
                ${t.x(0, true)}, ${m.block.part or m.block.step}, ${t.terms}, w + i * ${t.block_weights}, ${t.block_weights}, ${p.width});
        rt_tile_join(${m.side}, VECS, sums, i ? sums : ${t.b} + c, parts);
    }
% end
% local store = {m = m, t = t, source = "sums", sums = "sums", sums_row = "COLUMNS", columns = "COLUMNS", rows = "1", first = m.at[m.row.axis] or "0"}
    ${include("ops/product_store.c.tpl", store)}
}
