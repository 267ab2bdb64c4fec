%# winograd_blocks.c.tpl: pairs of steps, one block after the other: sums and differences of its steps, then their products with the weights.
%# Given: m, w, t, product_text (see winograd.c.tpl), own (where the sums and differences go), first_pair, end_pair (C text).
% local c, tiles = m.p.channels, include("ops/winograd_tiles.c.tpl", {m = m, t = t, p = m.p, own = own})
for (int pair = ${first_pair}, pairs; pair < ${end_pair}; pair += pairs) {
    const float *from_pair = ${m.x.ptr} + pair * ${2 * c};
    pairs = ${end_pair} - pair < ${m.row.most + m.least} ? ${end_pair} - pair : ${m.row.most};
    rt_winograd_rows(${own}, ${m.apart}, from_pair, ${c}, 2 * pairs + ${w.kernel - 3});
    ${t.share(product_text.nest(t.loops, tiles))}
}
