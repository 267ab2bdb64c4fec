%# recurrent_rest.c.tpl: a tile of rows with the units behind the last whole panel (recurrent_rest.lua).
%# given: stage; n: C text, or 0; text: the loop that makes the sums (see recurrent_stage.c.tpl)
% local rest, both, names = stage.rest, #stage.rests > 1, #stage.operands > 2 and {"c", "to_c", "to_h"} or {"h", "to_h"}
% local function at(o) return place(o.pointer, expr.mul(expr.add(n, "r"), o.row), o.offset, rest.whole * o.panel, "u") end
% local sums = both and {"gate[0] + gate_x[0]", "gate[1] + gate_x[1]", "gate_x[2]", "gate[2]"} or {"gate[0]", "gate[1]", "gate[2]", "gate[3]"}
float rest[ROWS][${rest.units * 4}]${both and string.format(", rest_x[ROWS][%d]", rest.units * 4) or ""}; /* their sums${both and " over h and x" or ""}: [gate][unit ${rest.units}] */
${text}
enum { STEP = RT_REST_STEP(${rest.units}), TOGETHER = RT_REST_ROWS(${rest.units}) };
RT_UNROLL
for (int r = 0; r < ROWS; r += TOGETHER) {
    const int left = ROWS - r;
    for (int u = 0; u < ${rest.left}; u += STEP) {
        rt_vec gate[4]${both and ", gate_x[4]" or ""};
        float ${table.concat(names, "[RT_LANES], ")}[RT_LANES];
        rt_rest_gates(${rest.units}, left, rest[r], u, gate);
% if both then
        rt_rest_gates(${rest.units}, left, rest_x[r], u, gate_x);
% end
        rt_rest_take(${rest.units}, left, ${names[1]}, ${at(stage.operands[1])}, ${stage.operands[1].row});
        ${fn}_${stage.update}(${table.concat(sums, ", ")}, ${table.concat(names, ", ")});
% for i = 2, #names do
        rt_rest_give(${rest.units}, left, ${at(stage.operands[i])}, ${stage.operands[i].row}, ${names[i]});
% end
    }
}
