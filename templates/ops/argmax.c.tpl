%# argmax.c.tpl   given: loops over y, count of the axis' elements, first, here, place: of x at 0, of x at i, of y
/* ${node.name}: the index of the largest of ${count} along ${attrs.axis}, the first of equals. */
static void ${fn}(${params})
{
% local pad = "    "
% for _, loop in ipairs(loops) do
${pad}for (int ${loop.var} = 0; ${loop.var} < ${loop.size}; ${loop.var}++) {
%   pad = pad .. "    "
% end
${pad}float best = ${element(x, first)};
${pad}int at = 0;
${pad}for (int i = 1; i < ${count} && best == best; i++) {
${pad}    const float v = ${element(x, here)};
${pad}    if (v > best || v != v) {
${pad}        best = v;
${pad}        at = i;
${pad}    }
${pad}}
${pad}${element(y, place)} = at;
% for _ = 1, #loops do
%   pad = pad:sub(5)
${pad}}
% end
}
