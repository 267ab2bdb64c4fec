%# norm.c.tpl   y = (x - mean) / sqrt(variance + eps) * weight + bias, mean and variance those of each block.
%# given: loops over blocks; shared: {directive, note}, or false; inner, outer: {axis, size, stride} of a block, outer may be false; count of its elements; groups: how many blocks
%#        share the channels, or false; affine; eps
% local width = groups and y.max.C // groups
% local channel = groups and (width == 1 and "g" or "g * " .. width) or nil
% local LETTER = place()
% local function at(index)
%   local where = place(index)
%   if groups then where.C = index.C == "0" and channel or index.C and channel .. " + " .. index.C or channel end
%   return where
% end
% local divisor = math.type(count) == "integer" and count .. ".0f" or "(float)(" .. count .. ")"
% local zero = {[inner.axis] = "0"}
% if outer then zero[outer.axis] = "0" end
% local pad = "    "
/* ${node.name}: ${node.op}, ${summary}${shared and shared.note or ""}. */
static void ${fn}(${params})
{
% if shared then
    ${shared.directive}
% end
% for _, loop in ipairs(loops) do
${pad}for (int ${loop.var} = 0; ${loop.var} < ${loop.size}; ${loop.var}++) {
%   pad = pad .. "    "
% end
% if groups then
${pad}for (int g = 0; g < ${groups}; g++) {
%   pad = pad .. "    "
% end
${pad}const rt_moments m = rt_block_moments(${address(x, at(zero))},
${pad}    ${outer and outer.stride or 0}, ${outer and outer.size or 1}, ${inner.stride}, ${inner.size});
${pad}const float variance = m.squares / ${divisor};
${pad}const rt_vec scale = 1.0f / rt_sqrt(rt_splat(variance + ${eps}));
% if outer then
${pad}for (int ${LETTER[outer.axis]} = 0; ${LETTER[outer.axis]} < ${outer.size}; ${LETTER[outer.axis]}++)
%   pad = pad .. "    "
% end
% local i = LETTER[inner.axis]
% local one = x.max[inner.axis] == 1 or groups and inner.axis == "C" and width == 1
% local here = at {axis = inner.axis, n = one and "1" or "lanes", [inner.axis] = i, [outer and outer.axis or inner.axis] = LETTER[outer and outer.axis or inner.axis]}
% local v = "(" .. load_text(x, here) .. " - m.mean - m.rest) * scale"
${pad}for (int ${i} = 0; ${i} < ${inner.size}; ${i} += RT_LANES) {
% if not one then
${pad}    const int lanes = ${inner.size} - ${i} < RT_LANES ? ${inner.size} - ${i} : RT_LANES;
% end
${pad}    rt_vec v = ${v};
% if affine then
${pad}    v = v * ${constant_text(k.weight, y.max.C, here)} + ${constant_text(k.bias, y.max.C, here)};
% end
${pad}    ${store_text(y, here, post("v", here))}
${pad}}
% if outer then
%   pad = pad:sub(5)
% end
% for _ = 1, #loops + (groups and 1 or 0) do
%   pad = pad:sub(5)
${pad}}
% end
}
