%# winograd.c.tpl: a convolution by pairs of steps (runtime/winograd.c), in shares for threads where it is long.
%# Given: m (winograd.lua), w, k, product_text, threads.
% local t = product_text.pieces(m, k)
% local parts = {m = m, t = t, own = "prepared", first_pair = "0", end_pair = "all_pairs"}
% if m.shares > 1 then parts.own, parts.first_pair, parts.end_pair = "own", "share * length", "end_pair" end
% local blocks = include("ops/winograd_blocks.c.tpl", parts)
${t.sizes}
const int all_pairs = ${math.type(m.windows) == "integer" and (m.windows + 1) // 2 or "(" .. m.windows .. " + 1) / 2"};
% if m.shares > 1 then
%   local share = include("ops/winograd_share.c.tpl", {m = m, blocks = blocks})
const int shares = RT_SMALLER(${m.shares}, 1 + all_pairs / ${2 * m.row.most}), length = all_pairs / shares;
${threads.pragma(" for")}
${product_text.nest({"for (int share = 0; share < shares; share++)"}, share)}
% else
${blocks}
% end
