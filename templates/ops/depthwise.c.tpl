%# depthwise.c.tpl: see depthwise.lua.  Given: m, x, y, k.
% local source, whole = m.x, m.channels % 16 == 0
% local loops, at = {}, {}
% for axis, text in pairs(m.at) do at[axis] = text end
% for _, l in ipairs {{"D", "d"}, {"N", "n"}} do
%   if source.kind == "direct" and x.max[l[1]] > 1 then
%     loops[#loops + 1] = string.format("for (int %s = 0; %s < %s; %s++)", l[2], l[2], x.size[l[1]], l[2])
%     at[l[1]] = l[2]
%   end
% end
% at.T, at.C, at.n = "t", "c", whole and "RT_LANES" or "count"
% local from = source.ptr
% for _, axis in ipairs {"D", "N", "T"} do
%   if at[axis] and (source.stride[axis] or 0) ~= 0 and (source.kind == "direct" or axis == "T") then from = from .. " + " .. at[axis] .. " * " .. source.stride[axis] end
% end
% local n = whole and "RT_LANES" or "count"
% loops[#loops + 1] = "for (int t = 0; t < " .. y.size.T .. "; t++)"
% loops[#loops + 1] = "for (int c = 0; c < " .. m.channels .. "; c += RT_LANES)"
% local lines = {"{"}
% local function line(text) lines[#lines + 1] = "    " .. text end
% if not whole then line(string.format("const int count = %d - c < RT_LANES ? %d - c : RT_LANES;", m.channels, m.channels)) end
% line("const float *from = " .. from .. " + c;")
% line("rt_vec sum = rt_splat(0.0f);")
% local function load(p) return whole and "rt_load(" .. p .. ")" or "rt_get(" .. p .. ", count)" end
% line(string.format("for (int j = 0; j < %d; j++)\n        sum += %s * %s;", m.taps, load("from + j * " .. source.tap), load(k.w .. " + j * " .. m.channels .. " + c")))
% line(string.format("sum += %s;", load(k.b .. " + c")))
% if y.stride.C ~= 1 then
%   line(string.format("rt_scatter(%s, %s, %s, %s);", address(y, at), y.stride.C, post("sum", at), n))
% elseif whole then
%   line(string.format("rt_store(%s, %s);", address(y, at), post("sum", at)))
% else
%   line(string.format("rt_put(%s, %s, count);", address(y, at), post("sum", at)))
% end
% lines[#lines + 1] = "}"
${product_text.nest(loops, table.concat(lines, "\n"))}
