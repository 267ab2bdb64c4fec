%# conv1d.c.tpl: see conv1d.lua.  Given: x, y, k, w (window), source (conv_source.lua), kernel: the template of the sums, m: its plan.
% local taps = w.kernel == 1 and "" or "taps j and "
% local step = (w.stride > 1 and w.stride .. " t" or "t") .. (w.kernel > 1 and (w.dilation > 1 and " + " .. w.dilation .. " j" or " + j") or "")
/* ${node.name}: y[t][o] = b[o] + sum over ${taps}channels i${m.p and m.p.groups > 1 and " of the group" or ""} of w[o][${taps == "" and "" or "j]["}i] * x[${step}][i].
 * T ${x.size.T} -> ${y.size.T}, C ${x.max.C} -> ${y.max.C}; ${cut}. */
static void ${fn}(${params})
{
% if source.kind == "direct" then
    ${include(kernel)}
% else
    ${include("ops/conv_source.c.tpl", {inner = include(kernel)})}
% end
}
