%# recurrent_stage.c.tpl: one matrix product of a step, for all rows, and what becomes of its sums.
%# given: stage; role: the layer whose input half is done here as well, false where it stands in `sums` already;
%# own_rows: C text or a number (see recurrent_plan.lua)
% local tile = stage.tile
% local p, n = tile.loops_panels and "p" or 0, tile.loops_rows and "n" or 0
% local text = include("ops/recurrent_tile.c.tpl", {stage = stage, role = role, p = p, n = n})
% text = nest(string.format("for (int u = 0; u < %d; u += RT_LANES)", math.min(stage.units, 16)), text)
% if stage.rest then text = include("ops/recurrent_rest.c.tpl", {stage = stage, n = n, text = text}) end
% if tile.loops_rows then
%   text = nest(string.format("for (int j = 0; j < (%s + ROWS - 1) / ROWS; j++)", own_rows),
%     "const int n = " .. first_of("j", own_rows, "ROWS") .. ";\n" .. text)
% end
% local span = role and stage.span
% if span then
%   local half = layer.rows * layer.span_row
%   text = nest(string.format("for (int k = 0; k < %d; k += SPAN)", stage.terms),
%     string.format("const int terms = %d - k < SPAN ? %d - k : SPAN;\n", stage.terms, stage.terms)
%     .. string.format("const float *from = sums + (k / SPAN & 1) * %d;\n", half)
%     .. string.format("float *to = sums + (~(k / SPAN) & 1) * %d;\n", half) .. text)
% end
% if tile.loops_panels then
%   local turn = stage.alternate and "const int i = odd ? TILES - 1 - m : m;\n" or ""
%   local m = stage.alternate and "m" or "i"
%   text = nest(string.format("for (int %s = 0; %s < TILES; %s++)", m, m, m),
%     turn .. "const int p = " .. first_of("i", stage.panels, "PANELS") .. ";\n" .. text)
% end
/* ${role and "Input and recurrent products" or "The recurrent product"} of one step${stage.alternate and "; odd steps go through the panels backwards: what was read last is still in\n * the cache" or ""}${role and stage.span and ";\n * SPAN terms of the weights stay in the nearest cache while all rows pass by" or ""}. */
RT_APART void ${fn}_${stage.name}${role and role.name or ""}(${stage.parameters(role).text()})
{
    enum { ROWS = ${tile.rows}, PANELS = ${tile.panels}${tile.loops_panels and string.format(", TILES = (%d + PANELS - 1) / PANELS", stage.panels) or ""}${span and string.format(",\n        SPAN = RT_BY_REGISTERS(%d, %d, %d, %d)", stage.terms, span, span, stage.terms) or ""} };
    const rt_gate_tile tile = {ROWS, PANELS, ${#stage.gates}, ${tile.blocks}};
% if stage.pairs then
    (void)${stage.w_own}, ${role and role.pairs and "(void)" .. stage.w_x .. "_own, " or ""}(void)work;
% end
    ${text}
}
