%# recurrent_input.c.tpl: the input half of a block of steps, for one width of the input.
%# given: role: {name, width, x: strides, tile, wide_tile, input}, stages, rows, columns (see recurrent_plan.lua)
% local function tile_of(stage, tile)
%   return include("ops/recurrent_input_tile.c.tpl", {stage = stage, role = role, tile = tile})
% end
/* sums = W_x x + b for `count` rows; row r is row r % ${rows} of step r / ${rows}.
 * x [step][N ${rows}][C ${role.width}] -> sums [row][${columns}], panel by panel. */
RT_APART void ${fn}_input${role.name}(${role.input.text()})
{
% for _, stage in ipairs(stages) do
%   if stage.w_x then
    for (int p = 0; p < ${stage.panels}; p++) {
%     if role.wide_tile then
#if RT_LANES == 16
        ${tile_of(stage, role.wide_tile)}
#else
        ${tile_of(stage, role.tile)}
#endif
%     else
        ${tile_of(stage, role.tile)}
%     end
    }
%   end
% end
}
