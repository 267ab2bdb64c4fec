%# recurrent_tile.c.tpl: the sums of rows n… and units u… of panels p…, and what becomes of them.
%# given: stage, role or false (see recurrent_stage.c.tpl), tile, columns; n, p: C text, or 0 where there is but one tile
% local width, x_width = 16 * #stage.h_gates, 16 * #stage.x_gates
% local function row(r) return expr.add(n, r) end
% local function panel(q) return expr.add(p, q) end
% local function first_value(g, r, q)
%   local lane = expr.add("u", (g - 1) * 16)
%   if g > #stage.x_gates then return stage.start and place(stage.start, expr.mul(panel(q), 16), "u") end
%   if not role then return place("sums", expr.mul(row(r), columns), stage.column, expr.mul(panel(q), x_width), lane) end
%   return stage.bias and place(stage.bias, expr.mul(panel(q), x_width), lane)
% end
% for g, gate in ipairs(stage.gates) do
%   tile:each(function(r, q)
%     local address = first_value(g, r, q)
rt_vec ${tile:sum(gate, r, q)} = ${address and "rt_load(" .. address .. ")" or "rt_splat(0.0f)"};
%   end)
% end
% if role and stage.w_x then
%   local input = {tile = tile, gates = stage.x_gates, count = role.width, blocks = 1, stride = role.x.C,
%     weights = place(stage.w_x, expr.mul(p, role.width * x_width), "u"),
%     source = function(r) return place("x", expr.mul(row(r), role.x.N)) end}
${include("ops/recurrent_product.c.tpl", input)}
% end
% local state = {tile = tile, gates = stage.h_gates, count = stage.count, blocks = tile.blocks, stride = 1,
%   weights = place(stage.w_h, expr.mul(p, stage.count * width), "u"),
%   source = function(r) return place(stage.source, stage.source_offset, expr.mul(row(r), stage.source_row)) end}
${include("ops/recurrent_product.c.tpl", state)}
% tile:each(function(r, q)
%   local arguments = {}
%   for i, gate in ipairs(stage.gates) do arguments[i] = tile:sum(gate, r, q) end
%   for _, o in ipairs(stage.operands) do
%     arguments[#arguments + 1] = place(o.pointer, o.offset, expr.mul(row(r), o.row), expr.mul(panel(q), o.panel), "u")
%   end
${fn}_${stage.update}(${table.concat(arguments, ", ")});
% end)
