%# recurrent_tile.c.tpl: the sums of ROWS rows from n and units u… of PANELS panels from p, and what becomes of them.
%# given: stage, role or false (see recurrent_stage.c.tpl), columns; n, p: C text, or 0 where there is but one tile
% local width, x_width, blocks = 16 * #stage.h_gates, 16 * #stage.x_gates, stage.tile.blocks
% local panel = expr.add(p, "q")
% local function row(base, size, ...) return place(base, expr.mul(expr.add(n, "r"), size), ...) end
% local function sum(g, q) return string.format("sum[r][%s][%s]%s", q or "q", g, blocks > 1 and "[0]" or "") end
% local span = role and stage.span
% local function part(base, g) return place(base, expr.mul(expr.add(n, "r"), layer.span_row), expr.mul(g, 16), "u") end
% local function load(text, g)
%   local begin = text and "rt_load(" .. text .. ")" or "rt_splat(0.0f)"
%   return span and "k > 0 ? rt_load(" .. part("from", g) .. ") : " .. begin or begin
% end
% local own = #stage.gates - #stage.x_gates    -- sums that x has no part in
% local function products(w, gates, shared, stride, terms, parts)
%   return string.format("rt_gate_sums(tile, %d, %d, &sum[0][0][0]%s, %s, v, %s, %s, %d);", #gates, shared,
%     blocks > 1 and "[0]" or "", w, stride, terms, parts)
% end
% local source = row(stage.source, stage.source_row, stage.source_offset, span and "k" or nil)
rt_vec sum[ROWS][PANELS][${#stage.gates}]${blocks > 1 and "[" .. blocks .. "]" or ""};
const float *v[ROWS];
RT_UNROLL
for (int r = 0; r < ROWS; r++) {
    RT_UNROLL
    for (int q = 0; q < PANELS; q++) {
% if #stage.x_gates > 0 then
%   local given = stage.bias and place(stage.bias, expr.mul(panel, x_width), "g * 16", "u")
%   if not role then given = row("sums", columns, stage.column, expr.mul(panel, x_width), "g * 16", "u") end
        RT_UNROLL
        for (int g = 0; g < ${#stage.x_gates}; g++)
            ${sum("g")} = ${load(given, "g")};
% end
% for i = 0, own - 1 do
        ${sum(#stage.x_gates + i)} = ${load(stage.start and place(stage.start, expr.mul(panel, 16 * own), 16 * i, "u"), #stage.x_gates + i)};
% end
    }
% if role and stage.w_x then
    v[r] = ${row("x", role.x.N)};
}
% if span then
if (k == 0)
% end
${span and "    " or ""}${products(place(stage.w_x, expr.mul(p, role.width * x_width), "u"), stage.x_gates, #stage.x_gates, role.x.C, role.width, 1)}
RT_UNROLL
for (int r = 0; r < ROWS; r++)
    v[r] = ${source};
% else
    v[r] = ${source};
}
% end
% if span then
${products(place(stage.w_h, expr.mul(p, stage.terms * width), expr.mul("k", width), "u"), stage.h_gates, #stage.h_gates - own, 1, "terms", 1)}
if (k + SPAN < ${stage.terms}) {
    RT_UNROLL
    for (int r = 0; r < ROWS; r++) {
        RT_UNROLL
        for (int g = 0; g < ${#stage.gates}; g++)
            rt_store(${part("to", "g")}, sum[r][0][g]);
    }
    continue;
}
% else
${products(place(stage.w_h, expr.mul(p, stage.terms * width), "u"), stage.h_gates, #stage.h_gates - own, 1, stage.terms, blocks)}
% end
% local function cell(sums, at, q)
%   local arguments = {}
%   for g = 1, #sums do arguments[g] = sum(sums[g], q) end
%   for _, o in ipairs(stage.operands) do
%     arguments[#arguments + 1] = row(o.pointer, o.row, o.offset, expr.mul(at, o.panel), "u")
%   end
%   return fn .. "_" .. stage.update .. "(" .. table.concat(arguments, ", ") .. ");"
% end
RT_UNROLL
for (int r = 0; r < ROWS; r++) {
% if stage.rest then
%   for s, sums in ipairs(stage.sets) do
    ${cell(sums, s - 1, 0)}
%   end
%   for i, sums in ipairs(stage.rests) do
%     for j, g in ipairs(sums) do
    rt_store(${i == 1 and "rest" or "rest_x"}[r] + ${expr.add(16 * (j - 1), "u")}, ${sum(g, 0)});
%     end
%   end
% else
%   local all = {}
%   for g in ipairs(stage.gates) do all[g] = g - 1 end
    RT_UNROLL
    for (int q = 0; q < PANELS; q++)
        ${cell(all, panel)}
% end
}
