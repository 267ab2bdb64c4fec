%# recurrent_input.c.tpl: the input half of a block of steps, for one width of the input.
%# given: role: {name, width, x: strides, tile, input}, stages, rows, columns (see recurrent_plan.lua)
% local tile = role.tile
/* sums = W_x x + b for `count` rows; row r is row r % ${rows} of step r / ${rows}.
 * x [step][N ${rows}][C ${role.width}] -> sums [row][${columns}], panel by panel. */
static void ${fn}_input${role.name}(${role.input.text()})
{
% for _, stage in ipairs(stages) do
%   if stage.w_x then
%     local width = 16 * #stage.x_gates
    for (int p = 0; p < ${stage.panels}; p++) {
        for (int row = 0; row < count; row += ${tile.rows}) {
            const int row0 = row;
%     for i = 1, tile.rows - 1 do
            const int row${i} = row + ${i} < count ? row + ${i} : count - 1;
%     end
            for (int u = 0; u < 16; u += RT_LANES) {
%     for g, gate in ipairs(stage.x_gates) do
%       tile:each(function(r)
                rt_vec ${tile:sum(gate, r, 0)} = ${stage.bias and "rt_load(" .. place(stage.bias, expr.mul("p", width), expr.add("u", (g - 1) * 16)) .. ")" or "rt_splat(0.0f)"};
%       end)
%     end
%     local product = {tile = tile, gates = stage.x_gates, count = role.width, blocks = 1, stride = role.x.C,
%       weights = place(stage.w_x, expr.mul("p", role.width * width), "u"),
%       source = function(r) return role.row("row" .. r) end}
                ${include("ops/recurrent_product.c.tpl", product)}
%     for g, gate in ipairs(stage.x_gates) do
%       tile:each(function(r)
                rt_store(${place("sums", expr.mul("row" .. r, columns), stage.column, expr.mul("p", width), expr.add("u", (g - 1) * 16))}, ${tile:sum(gate, r, 0)});
%       end)
%     end
            }
        }
    }
%   end
% end
}
