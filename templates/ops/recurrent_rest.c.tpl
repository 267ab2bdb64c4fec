%# recurrent_rest.c.tpl: a tile of rows with the units behind the last whole panel (recurrent_rest.lua).
%# given: stage; n: C text, or 0; text: the loop that makes the sums (see recurrent_stage.c.tpl)
% local rest = stage.rest
% local function at(o) return place(o.pointer, expr.mul(expr.add(n, "r"), o.row), o.offset, rest.whole * o.panel, "u") end
% local c, to_c, to_h = table.unpack(stage.operands)
float rest[ROWS][${rest.units * 4}]; /* their sums: [gate][unit ${rest.units}] */
${text}
enum { STEP = RT_REST_STEP(${rest.units}), TOGETHER = RT_REST_ROWS(${rest.units}) };
RT_UNROLL
for (int r = 0; r < ROWS; r += TOGETHER) {
    const int left = ROWS - r;
    for (int u = 0; u < ${rest.left}; u += STEP) {
        rt_vec gate[4];
        float c[RT_LANES], to_c[RT_LANES], to_h[RT_LANES];
        rt_rest_gates(${rest.units}, left, rest[r], u, gate);
        rt_rest_take(${rest.units}, left, c, ${at(c)}, ${c.row});
        ${fn}_${stage.update}(gate[0], gate[1], gate[2], gate[3], c, to_c, to_h);
        rt_rest_give(${rest.units}, left, ${at(to_c)}, ${to_c.row}, to_c);
        rt_rest_give(${rest.units}, left, ${at(to_h)}, ${to_h.row}, to_h);
    }
}
