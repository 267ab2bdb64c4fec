%# move.c.tpl: elements from x to y.  Given: parts = {loops, from, to, guard, value}.
/* ${node.name}: ${node.op}${node.reason and ", because " .. node.reason or ""}. */
static void ${fn}(${params})
{
% for _, part in ipairs(parts) do
%   local pad = "    "
%   for _, loop in ipairs(part.loops) do
${pad}for (int ${loop.var} = 0; ${loop.var} < ${loop.size}; ${loop.var}++)
%     pad = pad .. "    "
%   end
%   if part.guard then
${pad}${part.to} = ${part.guard} ? ${part.from} : ${part.value};
%   else
${pad}${part.to} = ${part.from};
%   end
% end
}
