%# matmul.c.tpl   y[n][t][c] = sum over i of a[n][t][i] b[n][i][c], summed in the order of i.
%# given: loops over y but the lanes' axis, shared ({directive, note}, or false), lanes, row: place of b's row i, count of i
% local n = y.max[lanes] > 1 and "lanes" or "1"
% local at = place {axis = lanes, n = n}
% local i = at[lanes]
% local of_a = place {axis = lanes, n = n, C = "i"}
% local factor = lanes == "C" and "rt_splat(" .. element(a, of_a) .. ")" or load_text(a, of_a)
% local pad = "    "
/* ${node.name}: sums over ${count} products, C of a with ${inner} of b${shared and shared.note or ""}. */
static void ${fn}(${params})
{
% if shared then
    ${shared.directive}
% end
% for _, loop in ipairs(loops) do
${pad}for (int ${loop.var} = 0; ${loop.var} < ${loop.size}; ${loop.var}++)
%   pad = pad .. "    "
% end
${pad}for (int ${i} = 0; ${i} < ${y.size[lanes]}; ${i} += RT_LANES) {
% if n ~= "1" then
${pad}    const int lanes = ${y.size[lanes]} - ${i} < RT_LANES ? ${y.size[lanes]} - ${i} : RT_LANES;
% end
${pad}    rt_vec sum = rt_splat(0.0f);
${pad}    for (int i = 0; i < ${count}; i++)
${pad}        sum += ${factor} * ${load_text(b, row)};
${pad}    ${store_text(y, at, post("sum", at))}
${pad}}
}
