%# conv_source.c.tpl: puts together the steps that windows cover, for one sequence after the other, and works on them.
%# Given: source (conv_source.lua), w, inner: C text that reads source.ptr, x, y, conv_source, expr.
% local lines, c = {}, source.channels
% for _, l in ipairs(source.loops) do lines[#lines + 1] = string.format("for (int %s = 0; %s < %s; %s++)", l.var, l.var, l.size, l.var) end
% local body = include("ops/conv_source_" .. source.kind .. ".c.tpl", {c = c, inner = inner, times = expr.mul,
%   copy = function(to, from, count) return conv_source.copy(x, to, from, count) end, sequence = #source.loops == 2 and
%   "(d * " .. x.max.N .. " + n)" or source.loops[1] and source.loops[1].var})
% if source.kind == "ring" then
int at = *ring_at;
%   if #lines > 0 then
const int start = at;
%   end
% end
% if #lines > 0 then body = product_text.nest(lines, "{\n    " .. body:gsub("\n(.)", "\n    %1") .. "\n}") end
${body}
% if source.kind == "ring" then
*ring_at = at;
% end
