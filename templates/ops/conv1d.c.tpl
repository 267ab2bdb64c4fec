%# conv1d.c.tpl: see conv1d.lua.  Given: x, y, k, attrs, window, w (of the node), source (conv_source.lua), kernel: the template of the sums, m: its plan.
% local taps = w.kernel == 1 and "" or "taps j and "
% local beyond = stream and "x before its first step is what earlier calls took" or attrs.padding_mode == "zeros" and "x beyond its ends is 0" or "x goes on beyond its ends, " .. attrs.padding_mode
/* ${node.name}: y[t][o] = b[o] + sum over ${taps}channels i${m.p and m.p.groups > 1 and " of the group" or ""} of w[o][${taps == "" and "" or "j]["}i] * x[${window.step_text(w, window.left(w, x.size.T, y.size.T), "t")}][i].
 * T ${x.size.T} -> ${y.size.T}, C ${x.max.C} -> ${y.max.C}; ${w.left == 0 and w.right == 0 and "" or beyond .. "; "}${cut}. */
static void ${fn}(${params})
{
% if source.kind == "direct" then
    ${include(kernel)}
% else
    ${include("ops/conv_source.c.tpl", {inner = include(kernel)})}
% end
}
