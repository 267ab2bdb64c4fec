%# line.c.tpl   rt_<op> along an axis.  given: loops over the other axes, shared ({directive, note}, or false), first (place of the axis' first element),
%#              x_step, y_step (floats from one element to the next), count
/* ${node.name}: ${node.op} over ${attrs.axis}, ${summary}${shared and shared.note or ""}. */
static void ${fn}(${params})
{
% local pad = "    "
% if shared then
    ${shared.directive}
% end
% for _, loop in ipairs(loops) do
${pad}for (int ${loop.var} = 0; ${loop.var} < ${loop.size}; ${loop.var}++)
%   pad = pad .. "    "
% end
${pad}rt_${node.op}(${address(x, first)}, ${x_step}, ${address(y, first)}, ${y_step}, ${count});
}
