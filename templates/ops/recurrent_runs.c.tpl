%# recurrent_runs.c.tpl: every walk of the layers and directions, with the states before and behind it.
%# given: runs, layer, rows, streams; h_in, c_in, h_out, c_out: views or false (see recurrent_plan.lua)
% local n = layer.first_row
% local function state_at(view, d)
%   return place(k[view.ptr] or view.ptr, expr.mul(d, view.stride.D), expr.mul(n, view.stride.N))
% end
% local function take(view, d, at, row, units)
%   return string.format("rt_copy_rows(%s, %d, 1, %s, %s, %s, %d, %d);", expr.add("now", at), row, state_at(view, d),
%     view.stride.N, view.stride.C, rows, units)
% end
% local function give(view, d, at, row, units)
%   return string.format("rt_copy_rows(%s, %s, %s, %s, %d, 1, %d, %d);", state_at(view, d), view.stride.N, view.stride.C,
%     expr.add("last", at), row, rows, units)
% end
% for _, run in ipairs(runs) do
{   /* ${run.what} */
%   if streams then
    float *const kept = ${place("state", expr.mul(n, #runs * 2 * layer.state // rows), run.d * 2 * layer.state)};
    float *now = kept + (turn[0] & 1) * ${layer.state}, *next = kept + (~turn[0] & 1) * ${layer.state};
%   else
    float *now = states, *next = states + ${layer.state};
    rt_zero(now, ${layer.state});
%   end
%   if streams and (h_in or c_in) then
    if (turn[0] == 0) { /* the first call */
%   end
%   local inset = streams and "    " or ""
%   if h_in then
    ${inset}${take(h_in, run.d, 0, layer.h_row, layer.out)}
%   end
%   if c_in then
    ${inset}${take(c_in, run.d, layer.c_at, layer.c_row, layer.hidden)}
%   end
%   if streams and (h_in or c_in) then
    }
%   end
%   local passed = {odd = streams and "turn[0] & 1" or "0", x = run.x, x_step = run.x_step, y = run.y, y_step = run.y_step, sums = "sums", work = "work"}
%   for parameter, constant in pairs(run.arrays) do passed[parameter] = k[constant] end
%   local call = fn .. "_walk" .. run.role.name .. "(" .. run.role.walk.names(passed) .. ")"
%   if h_out or c_out then
    const float *last = ${call};
%   else
    ${call};
%   end
%   if h_out then
    ${give(h_out, run.d, 0, layer.h_row, layer.out)}
%   end
%   if c_out then
    ${give(c_out, run.d, layer.c_at, layer.c_row, layer.hidden)}
%   end
}
% end
% if streams then
%   local finish = string.format("turn[0] = 2 + ((turn[0] + %s) & 1);", layer.steps)
${rows < layer.n and string.format("if (n == %d) ", layer.n - rows) or ""}${finish}
% end
