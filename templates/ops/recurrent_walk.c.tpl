%# recurrent_walk.c.tpl: one direction of one layer over T.
%# given: role, stages, rows, own_rows, block, layer, columns (see recurrent_plan.lua)
% local function put_y()
%   return string.format("(y, %s, %s, next, %d, 1, %s, %d);", role.y.N, role.y.C, layer.h_row, own_rows, layer.out)
% end
% local block_text = layer.both and fn .. "_STEPS" or block
% local function at(sums, odd) return {sums = sums, odd = odd} end
/* Walks layer ${role.what}${layer.directions == 2 and " in one direction" or ""}${role.fused and "" or "; x, y: its first step, x_step, y_step: floats to the next"}.
 * now: h [N ${rows}][${layer.h_row}]${layer.has_c and string.format(", c [N %d][%d]", rows, layer.c_row) or ""}.  Returns where they stand after the last step: now or next. */
static float *${fn}_walk${role.name}(${role.walk.text()})
{
% if role.fused then
%   for _, stage in ipairs(stages) do
    ${fn}_${stage.name}${stage.w_x and role.name or ""}(${stage.parameters(stage.w_x and role).names()});
%   end
%   if role.y then
    rt_copy_rows${put_y()}
%   end
    return next;
% else
    for (int t = 0; t < ${role.steps}; t += ${block_text}) {
        const int steps = ${role.steps} - t < ${block_text} ? ${role.steps} - t : ${block_text};
        ${fn}_input${role.name}(${role.input.names({count = rows > 1 and "steps * " .. own_rows or "steps"})});
        x += steps * x_step;
        for (int s = 0; s < steps; s++) {
%   for _, stage in ipairs(stages) do
            ${fn}_${stage.name}(${stage.parameters(false).names(at(block > 1 and place("sums", expr.mul("s", expr.mul(own_rows, columns))) or "sums", block > 1 and "s & 1" or "t & 1"))});
%   end
%   if role.y then
            rt_copy_rows${put_y()}
            y += y_step;
%   end
            float *const swap = now;
            now = next;
            next = swap;
        }
    }
    return now;
% end
}
