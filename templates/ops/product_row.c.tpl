%# product_row.c.tpl: one row; some blocks of terms side by side, then joined.  Given: m, p, t, blocks (see product.c.tpl).
for (int c = 0; ${t.columns}; c += COLUMNS) {
    const float *w = ${t.w} + c;
    const int left = ${t.left}; /* outputs from column c on */
% if blocks == 1 then
    float sums[COLUMNS] RT_ALIGNED;
    rt_tile(1, VECS, sums, COLUMNS, ${t.b} + c, 0,
            ${t.x(0)}, 0, ${t.terms}, w, 0, ${p.width});
% else
%   local function tile(parts)
%     return string.format("rt_tile(%d, VECS, %s, COLUMNS, NULL, 0,\n        %s, %s, %s, w + i * %d, %d, %d);", m.side, parts,
%       t.x(0, true), m.block.part or m.block.step, t.terms, t.block_weights, t.block_weights, p.width)
%   end
%   local function join(parts) return string.format("rt_tile_join(%d, VECS, sums, so_far, %s);", m.side, parts) end
%   if m.shared == "blocks" then
#ifdef _OPENMP
    enum { ROUND = ${blocks} }; /* blocks that threads sum before they are joined */
#else
    enum { ROUND = ${m.side} };
#endif
    float parts[ROUND * COLUMNS] RT_ALIGNED, sums[COLUMNS] RT_ALIGNED;
    const float *so_far = ${t.b} + c;
    for (int round = 0; round < ${blocks}; round += ROUND) {
#ifdef _OPENMP
#pragma omp parallel for
#endif
        for (int i = round; i < round + ROUND; i += ${m.side})
            ${tile("parts + (i - round) * COLUMNS")}
        for (int i = round; i < round + ROUND; i += ${m.side}) {
            ${join("parts + (i - round) * COLUMNS")}
            so_far = sums;
        }
    }
%   else
    float parts[${m.side} * COLUMNS] RT_ALIGNED, sums[COLUMNS] RT_ALIGNED;
    const float *so_far = ${t.b} + c;
    for (int i = 0; i < ${blocks}; i += ${m.side}) {
        ${tile("parts")}
        ${join("parts")}
        so_far = sums;
    }
%   end
% end
% local store = {m = m, t = t, source = "sums", sums = "sums", sums_row = "COLUMNS", columns = "COLUMNS", rows = "1", first = m.at[m.row.axis] or "0"}
    ${include("ops/product_store.c.tpl", store)}
}
