%# window.c.tpl   y[…] = kind of x[… i …] over a window of i on the axis `axis`.
%# given: kind (sum, mean, max, min, var); along: the lanes go along the axis itself, else along the axis `lanes` of y;
%#        from, to, step: the window, after the C lines `lines`; count: by how many the mean and variance divide;
%#        less_one: the variance divides by one less; over: the loop over windows; loops: those over y's other axes;
%#        context: where steps before 0 are kept (a stream)
% local SIGN = {max = "1.0f", min = "-1.0f"}
% local i = place()[lanes]
% local at = place {axis = lanes, n = y.max[lanes] > 1 and "lanes" or "1", [axis] = over and place()[axis] or nil}
% local function as_float(n) return math.type(n) == "integer" and n .. ".0f" or "(float)(" .. n .. ")" end
% local divisor = as_float(less_one and (math.type(count) == "integer" and count - 1 or count .. " - 1") or count)
% local function load(place_of_x)
%   at[axis] = place_of_x
%   local text = load_text(x, at)
%   if context then text = context(place_of_x, text, at) end
%   at[axis] = over and place()[axis] or nil
%   return text
% end
% local function next_of(first, by) return math.type(first) and first + by or first .. " + " .. by end
% local pad = "    "
/* ${node.name}: ${node.op}, ${summary}. */
static void ${fn}(${params})
{
% for _, loop in ipairs(loops) do
${pad}for (int ${loop.var} = 0; ${loop.var} < ${loop.size}; ${loop.var}++) {
%   pad = pad .. "    "
% end
% if along then
%   local first, stride, n = address(x, place {[axis] = "0"}), x.stride[axis], x.size[axis]
%   if SIGN[kind] then
${pad}const float value = rt_line_max(${first}, ${stride}, ${n}, ${SIGN[kind]});
%   elseif kind == "var" then
${pad}const float value = rt_block_moments(${first}, 0, 1, ${stride}, ${n}).squares / ${divisor};
%   elseif kind == "mean" then
${pad}const float value = rt_line_sum(${first}, ${stride}, ${n}) / ${divisor};
%   else
${pad}const float value = rt_line_sum(${first}, ${stride}, ${n});
%   end
%   local one = place {n = "1"}
${pad}${has_post and store_text(y, one, post("rt_splat(value)", one)) or element(y, one) .. " = value;"}
% else
%   if over then
${pad}for (int ${over.var} = 0; ${over.var} < ${over.size}; ${over.var}++) {
%     pad = pad .. "    "
%   end
%   for _, line in ipairs(lines) do
${pad}${line}
%   end
${pad}for (int ${i} = 0; ${i} < ${y.size[lanes]}; ${i} += RT_LANES) {
%   if y.max[lanes] > 1 then
${pad}    const int lanes = ${y.size[lanes]} - ${i} < RT_LANES ? ${y.size[lanes]} - ${i} : RT_LANES;
%   end
%   if SIGN[kind] then
${pad}    rt_vec best = ${load(from)};
${pad}    for (int i = ${next_of(from, step)}; i < ${to}; ${step == 1 and "i++" or "i += " .. step})
${pad}        best = rt_${kind}(best, ${load("i")});
%   else
${pad}    rt_total total = rt_total_of(${load(from)});
${pad}    for (int i = ${next_of(from, 1)}; i < ${to}; i++)
${pad}        rt_total_add(&total, ${load("i")});
%     if kind == "var" then
${pad}    const rt_vec middle = total.sum / (float)(${to} - ${from});
${pad}    rt_total rest = rt_total_of(rt_splat(0.0f)), squares = rest;
${pad}    for (int i = ${from}; i < ${to}; i++) {
${pad}        const rt_vec away = ${load("i")} - middle;
${pad}        rt_total_add(&rest, away);
${pad}        rt_total_add_square(&squares, away);
${pad}    }
${pad}    squares.sum -= rest.sum * rest.sum / (float)(${to} - ${from}); /* the rounding of middle */
%     end
%   end
%   local RESULT = {sum = "total.sum", mean = "(total.sum / " .. divisor .. ")", var = "(squares.sum / " .. divisor .. ")"}
${pad}    ${store_text(y, at, post(RESULT[kind] or "best", at))}
${pad}}
%   if over then
%     pad = pad:sub(5)
${pad}}
%   end
% end
% for _ = 1, #loops do
%   pad = pad:sub(5)
${pad}}
% end
% if context then
${include("ops/pool_context.c.tpl")}
% end
}
