%# recurrent_stage.c.tpl: one matrix product of a step, for all rows, and what becomes of its sums.
%# given: stage; role: the layer whose input half is done here as well, false where it stands in `sums` already; rows
%# (see recurrent_plan.lua)
% local tile = stage.tile
% local function tiles(count, size) return (count + size - 1) // size end
% local panel_tiles, row_tiles = tiles(stage.panels, tile.panels), tiles(rows, tile.rows)
% local j = stage.alternate and "j" or "i"
/* ${role and "Input and recurrent" or "Recurrent"} products of one step: sums of ${tile.rows} row${tile.rows > 1 and "s" or ""} × ${tile.panels * 16} units × ${#stage.gates} gate${#stage.gates > 1 and "s" or ""} at a time${tile.blocks > 1 and ", each in " .. tile.blocks .. " parts" or ""}. */
static void ${fn}_${stage.name}${role and role.name or ""}(${stage.parameters(role).text()})
{
% if panel_tiles > 1 then
    for (int i = 0; i < ${panel_tiles}; i++) {
%   if stage.alternate then
        const int j = odd ? ${panel_tiles - 1} - i : i; /* what was read last is read first: it is still in the cache */
%   end
%   if stage.panels % tile.panels == 0 then
        const int p = ${expr.mul(j, tile.panels)};
%   else
        const int p = ${j} < ${panel_tiles - 1} ? ${expr.mul(j, tile.panels)} : ${stage.panels - tile.panels}; /* the last tile overlaps */
%   end
% else
    {
        const int p = 0;
% end
% if row_tiles == 1 then
        {
            const int n = 0;
% elseif rows % tile.rows == 0 then
        for (int n = 0; n < ${rows}; n += ${tile.rows}) {
% else
        for (int m = 0; m < ${rows}; m += ${tile.rows}) {
            const int n = m < ${rows - tile.rows} ? m : ${rows - tile.rows}; /* the last tile overlaps */
% end
            for (int u = 0; u < 16; u += RT_LANES) {
                ${include("ops/recurrent_tile.c.tpl", {stage = stage, role = role})}
            }
        }
    }
}
