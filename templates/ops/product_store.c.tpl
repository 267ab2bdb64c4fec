%# product_store.c.tpl: the sums of a tile, through the fused steps, into y.
%# Given: m, t, rows, first (C text: how many rows, the first one's index), source: the address of row r's sums, sums and
%# sums_row: of all rows, columns: how many sums a row has, of which `left` are outputs.
% local place = {}
% for axis, text in pairs(t.place) do place[axis] = text end
% place[m.row.axis] = t.spread(m.row.axis, rows == "1" and first or first == "0" and "r" or first .. " + r")
% place.C, place.n = t.channel .. " + v", t.whole and "RT_LANES" or "count"
% local corner = setmetatable({C = t.channel}, {__index = place})
% corner[m.row.axis] = t.spread(m.row.axis, first)
% local value = post("rt_load(" .. source .. " + v)", place)
% local by_row = y.stride.C == 1 or y.max.C == 1
% if by_row or has_post then
for (int r = 0; r < ${rows}; r++)
    for (int v = 0; v < ${columns} && v < left; v += RT_LANES) {
%   if not t.whole and (by_row or value:find("count", 1, true)) then
        const int count = left - v < RT_LANES ? left - v : RT_LANES;
%   end
%   if not by_row then
        rt_store(${source} + v, ${value});
%   elseif t.whole then
        rt_store(${address(y, place)}, ${value});
%   else
        rt_put(${address(y, place)}, ${value}, count);
%   end
    }
% end
% if not by_row then
rt_put_columns(${address(y, corner)}, ${t.y_row(y)}, ${y.stride.C}, ${sums}, ${sums_row}, ${rows}, RT_SMALLER(left, ${columns}));
% end
