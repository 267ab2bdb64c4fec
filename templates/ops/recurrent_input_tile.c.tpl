%# recurrent_input_tile.c.tpl: the input half of all rows, for panel p.
%# given: stage, role, tile, columns (see recurrent_input.c.tpl)
% local width = 16 * #stage.x_gates
for (int row = 0; row < count; row += ${tile.rows}) {
% for i = 0, tile.rows - 1 do
    const int row${i} = ${i == 0 and "row" or string.format("row + %d < count ? row + %d : count - 1", i, i)};
% end
    for (int u = 0; u < ${math.min(stage.units, 16)}; u += RT_LANES) {
% for g, gate in ipairs(stage.x_gates) do
%   tile:each(function(r)
        rt_vec ${tile:sum(gate, r, 0)} = ${stage.bias and "rt_load(" .. place(stage.bias, expr.mul("p", width), expr.add("u", (g - 1) * 16)) .. ")" or "rt_splat(0.0f)"};
%   end)
% end
% local product = {tile = tile, gates = stage.x_gates, count = role.width, blocks = 1, stride = role.x.C,
%   weights = place(stage.w_x, expr.mul("p", role.width * width), "u"),
%   source = function(r) return role.row("row" .. r) end}
        ${include("ops/recurrent_product.c.tpl", product)}
% for g, gate in ipairs(stage.x_gates) do
%   tile:each(function(r)
        rt_store(${place("sums", expr.mul("row" .. r, columns), stage.column, expr.mul("p", width), expr.add("u", (g - 1) * 16))}, ${tile:sum(gate, r, 0)});
%   end)
% end
    }
}
