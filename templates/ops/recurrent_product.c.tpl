%# recurrent_product.c.tpl: adds W v to the sums of a tile.
%# given: tile, gates: those of a panel; weights: C text of the first panel's address; count: terms of a sum, in
%# `blocks` parts; source(r): C text of a row's address; stride: between its elements.
% local function row_name(r) return tile.rows > 1 and "v" .. r or "v" end
% local function each_sum(f)
%   for _, gate in ipairs(gates) do
%     tile:each(function(r, q) f(gate, r, q) end)
%   end
% end
{
    const float *w = ${weights};
% for r = 0, tile.rows - 1 do
    const float *${row_name(r)} = ${source(r)};
% end
% for b = 1, blocks - 1 do
%   each_sum(function(gate, r, q)
    rt_vec ${tile:sum(gate, r, q, b)} = rt_splat(0.0f);
%   end)
% end
    for (int k = 0; k < ${count // blocks}; k++) {
% for _, s in ipairs(tile:scalars(count, blocks)) do
        const rt_vec ${s.name} = rt_splat(${row_name(s.row)}[${expr.mul(expr.add("k", s.offset), stride)}]);
% end
% for i, weight in ipairs(tile:weights(gates, count, blocks)) do
%   local load = "rt_load(" .. expr.add("w", weight.offset) .. ")"
%   if tile.rows == 1 then
        ${weight.sums[1].name} += ${load} * ${weight.sums[1].scalar};
%   else
        ${i == 1 and "rt_vec g" or "g"} = rt_hold(${load});
%     for _, sum in ipairs(weight.sums) do
        ${sum.name} += g * ${sum.scalar};
%     end
%   end
% end
        w += ${16 * #gates};
    }
% for b = 1, blocks - 1 do
%   each_sum(function(gate, r, q)
    ${tile:sum(gate, r, q)} += ${tile:sum(gate, r, q, b)};
%   end)
% end
}
