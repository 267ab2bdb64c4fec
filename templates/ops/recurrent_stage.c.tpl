%# recurrent_stage.c.tpl: one matrix product of a step, for all rows, and what becomes of its sums.
%# given: stage; role: the layer whose input half is done here as well, false where it stands in `sums` already; rows
%# (see recurrent_plan.lua)
% local function whole_tiles(index, count, size)    -- an index of the first of `size`; the last tile may overlap
%   if count % size == 0 then return expr.mul(index, size) end
%   return string.format("%s < %d ? %s : %d", index, count // size, expr.mul(index, size), count - size)
% end
% local function loops(tile)
%   local tiles, row_tiles = (stage.panels + tile.panels - 1) // tile.panels, (rows + tile.rows - 1) // tile.rows
%   local body = include("ops/recurrent_tile.c.tpl", {stage = stage, role = role, tile = tile,
%     p = tiles > 1 and "p" or 0, n = row_tiles > 1 and "n" or 0})
%   body = nest(string.format("for (int u = 0; u < %d; u += RT_LANES)", math.min(stage.units, 16)), body)
%   if row_tiles > 1 then
%     body = nest(string.format("for (int j = 0; j < %d; j++)", row_tiles),
%       string.format("const int n = %s;\n", whole_tiles("j", rows, tile.rows)) .. body)
%   end
%   if tiles == 1 then return body end
%   local turn = stage.alternate and string.format("const int i = odd ? %d - m : m;\n", tiles - 1) or ""
%   return nest(string.format("for (int %s = 0; %s < %d; %s++)", turn ~= "" and "m" or "i", turn ~= "" and "m" or "i", tiles,
%     turn ~= "" and "m" or "i"), turn .. string.format("const int p = %s;\n", whole_tiles("i", stage.panels, tile.panels)) .. body)
% end
% local function size(tile)
%   return string.format("%d row%s, %d units, %d gate%s", tile.rows, tile.rows > 1 and "s" or "", tile.panels * 16, #stage.gates,
%     #stage.gates > 1 and "s" or "")
% end
/* ${role and "Input and recurrent products" or "The recurrent product"} of one step, by tiles of ${size(stage.tile)}${stage.wide_tile and " (or " .. stage.wide_tile.rows .. " rows)" or ""}.
% if stage.tile.blocks > 1 then
 * Sums over h run in ${stage.tile.blocks} parts.
% end
% if stage.alternate then
 * Odd steps go through the panels backwards: what was read last is still in the cache.
% end
 */
RT_APART void ${fn}_${stage.name}${role and role.name or ""}(${stage.parameters(role).text()})
{
% if stage.wide_tile then
#if RT_LANES == 16
    ${loops(stage.wide_tile)}
#else
    ${loops(stage.tile)}
#endif
% else
    ${loops(stage.tile)}
% end
}
