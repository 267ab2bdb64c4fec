%# elementwise.c.tpl   y[…] = expression(inputs[…]).
%# given: sources (views), operands ({name, count}), expression, axis (of the lanes), loops over the other axes,
%#        flat: how many elements there are, where all views lie in memory in one and the same way
% local function value(at)
%   local texts, last = {}, {}
%   for i, view in ipairs(sources) do texts[i] = load_text(view, at) end
%   for i, operand in ipairs(operands) do last[i] = constant_text(k[operand.name], operand.count, at) end
%   local v = #texts == 1 and expression(attrs, texts[1], table.unpack(last)) or texts[1]
%   for i = 2, #texts do v = expression(attrs, v, texts[i]) end
%   return post(v, at)
% end
% local i = flat and "i" or place()[axis]
% local size = flat or y.size[axis]
% local count = math.type(size) == "integer" and size or "count"
% local function store(n)
%   local at = flat and {flat = "i", n = n} or place {axis = axis, n = n}
%   return store_text(y, at, value(at))
% end
/* ${node.name}: ${node.op}, ${summary}. */
static void ${fn}(${params})
{
% local pad = "    "
% for _, loop in ipairs(loops) do
%   if not flat then
${pad}for (int ${loop.var} = 0; ${loop.var} < ${loop.size}; ${loop.var}++) {
%     pad = pad .. "    "
%   end
% end
% if count ~= size then
${pad}const int count = ${size};
% end
${pad}int ${i} = 0;
${pad}for (; ${i} + RT_LANES <= ${count}; ${i} += RT_LANES)
${pad}    ${store("RT_LANES")}
% if count ~= size or count % 16 ~= 0 then
${pad}const int rest = ${count} - ${i}; /* lanes */
${pad}if (rest > 0)
${pad}    ${store("rest")}
% end
% for _ = 1, flat and 0 or #loops do
%   pad = pad:sub(5)
${pad}}
% end
}
