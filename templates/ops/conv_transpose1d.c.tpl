%# conv_transpose1d.c.tpl: see conv_transpose1d.lua.  Given: x, y, k, source (conv_source.lua), stride,
%# window, w (of the node), phases: {m, w: where the weights begin, taps}.
% local parts = {}
% for i, phase in ipairs(phases) do
%   local names = {w = phase.w > 0 and k.w .. " + " .. phase.w or k.w, b = k.b}
%   local text = include("ops/product.c.tpl", {m = phase.m, k = names})
%   if #phases > 1 then
%     local taps = #phase.taps > 0 and "taps " .. table.concat(phase.taps, ", ") or "no tap, the bias alone"
%     text = string.format("{ /* steps %d, %d, ...: %s */\n    %s\n}", phase.m.from, phase.m.from + stride, taps, (text:gsub("\n(.)", "\n    %1")))
%   end
%   parts[i] = text
% end
/* ${node.name}: y[t][o] = b[o] + sum over channels i, and taps j and steps s with ${window.step_text(w, w.left, "s")} = t, of w[j][i][o] * x[s][i].
 * T ${x.size.T} -> ${y.size.T}, C ${x.max.C} -> ${y.max.C}; ${#phases > 1 and "each of " .. #phases .. " phases is a convolution of its own" or "a convolution whose taps go backwards"}. */
static void ${fn}(${params})
{
    ${include("ops/conv_source.c.tpl", {inner = table.concat(parts, "\n")})}
}
