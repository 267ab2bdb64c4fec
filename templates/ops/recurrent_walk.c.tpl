%# recurrent_walk.c.tpl: one direction of one layer over T.
%# given: role, stages, rows, own_rows, block, layer, columns (see recurrent_plan.lua)
% local block_text = layer.both and fn .. "_STEPS" or block
% local function step(replaced)
%   local lines = {}
%   for i, stage in ipairs(stages) do
%     local with = role.fused and stage.w_x and role or false
%     lines[i] = string.format("%s_%s%s(%s);", fn, stage.name, with and role.name or "", stage.parameters(with).names(replaced))
%   end
%   if role.y then
%     lines[#lines + 1] = string.format("rt_copy_rows(y, %s, %s, next, %d, 1, %s, %d);", role.y.N, role.y.C, layer.h_row, own_rows, layer.out)
%     if not role.once then lines[#lines + 1] = "y += y_step;" end
%   end
%   if not role.once then lines[#lines + 1] = "float *const swap = now;\nnow = next;\nnext = swap;" end
%   return table.concat(lines, "\n")
% end
/* Walks layer ${role.what}${layer.directions == 2 and " in one direction" or ""}${role.once and "" or "; x, y: its first step, x_step, y_step: floats to the next"}.
 * now: h [N ${rows}][${layer.h_row}]${layer.has_c and string.format(", c [N %d][%d]", rows, layer.c_row) or ""}.  Returns where they stand after the last step: now or next. */
static float *${fn}_walk${role.name}(${role.walk.text()})
{
% if role.once then
    ${step()}
    return next;
% elseif role.fused then
    for (int t = 0; t < ${role.steps}; t++, x += x_step) {
        ${step({odd = "t & 1"})}
    }
    return now;
% else
    for (int t = 0; t < ${role.steps}; t += ${block_text}) {
        const int steps = ${role.steps} - t < ${block_text} ? ${role.steps} - t : ${block_text};
        ${fn}_input${role.name}(${role.input.names({count = rows > 1 and "steps * " .. own_rows or "steps"})});
        x += steps * x_step;
        for (int s = 0; s < steps; s++) {
            ${step({sums = block > 1 and place("sums", expr.mul("s", expr.mul(own_rows, columns))) or "sums", odd = block > 1 and "s & 1" or "t & 1"})}
        }
    }
    return now;
% end
}
