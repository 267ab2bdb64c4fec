%# recurrent_run.c.tpl: one walk of a thread's rows, with the states before and behind it.
%# given: run, layer, rows, streams; h_in, c_in, h_out, c_out: views or false (see recurrent_plan.lua)
% local n, row = expr.add(layer.first_row, layer.first), expr.mul(layer.first, layer.h_row)
% local function state_at(view)
%   return place(k[view.ptr] or view.ptr, expr.mul(run.d, view.stride.D), expr.mul(n, view.stride.N))
% end
% local function take(view, at, size, units)
%   return string.format("rt_copy_rows(%s, %d, 1, %s, %s, %s, %s, %d);", expr.add("now", at), size, state_at(view),
%     view.stride.N, view.stride.C, layer.count, units)
% end
% local function give(view, at, size, units)
%   return string.format("rt_copy_rows(%s, %s, %s, %s, %d, 1, %s, %d);", state_at(view), view.stride.N, view.stride.C,
%     expr.add("last", at), size, layer.count, units)
% end
% local work, sums = "work", "sums"
% if streams then
float *const kept = ${place("state", expr.mul(layer.first_row, #runs * 2 * layer.state // rows), run.d * 2 * layer.state, row)};
float *now = kept + (turn[0] & 1) * ${layer.state}, *next = kept + (~turn[0] & 1) * ${layer.state};
% elseif layer.both then
%   work, sums = "states + " .. 2 * layer.state, "states + " .. 2 * layer.state + layer.work
float *const states = ${place("space", run.direction == 2 and fn .. "_OTHER" or 0)};
float *now = ${place("states", row)}, *next = ${place("states", layer.state, row)};
% else
float *now = ${place("states", row)}, *next = ${place("states", layer.state, row)};
% end
% if not streams and layer.split then
rt_zero(now, ${expr.mul(layer.count, layer.h_row)});
%   if layer.has_c then
rt_zero(now + ${layer.c_at}, ${expr.mul(layer.count, layer.c_row)});
%   end
% elseif not streams then
rt_zero(now, ${layer.state});
% end
% if streams and (h_in or c_in) then
if (turn[0] == 0) { /* the first call */
% end
% local inset = streams and "    " or ""
% if h_in then
${inset}${take(h_in, 0, layer.h_row, layer.out)}
% end
% if c_in then
${inset}${take(c_in, layer.c_at, layer.c_row, layer.hidden)}
% end
% if streams and (h_in or c_in) then
}
% end
% local passed = {odd = streams and "turn[0] & 1" or "0", x = place(run.x, expr.mul(layer.first, run.role.x.N)), x_step = run.x_step,
%   y = run.y and place(run.y, expr.mul(layer.first, run.role.y.N)), y_step = run.y_step, work = place(work, row),
%   sums = place(sums, expr.mul(layer.first, layer.fused and layer.span_row or layer.both and fn .. "_STEPS * " .. columns or layer.block * columns)),
%   rows = layer.count}
% for parameter, constant in pairs(run.arrays) do passed[parameter] = k[constant] end
% local call = fn .. "_walk" .. run.role.name .. "(" .. run.role.walk.names(passed) .. ")"
% if h_out or c_out then
const float *last = ${call};
% else
${call};
% end
% if h_out then
${give(h_out, 0, layer.h_row, layer.out)}
% end
% if c_out then
${give(c_out, layer.c_at, layer.c_row, layer.hidden)}
% end
