%# conv_source_edges.c.tpl: the ends of x with what lies beyond: padding, or in a stream the steps before the chunk.
%# Given: source, w, c (channels), sequence (C text of the sequence's number, or nil), inner.
% local e = source.edges
% local function x_step(t) return address(x, {N = source.at.N, D = source.at.D, T = t}) end
% local kept = source.kept and "past" .. (sequence and " + " .. sequence .. " * " .. source.sequence or "")
static const int bounds[] = {0, ${e.first}, ${e.last}, ${e.windows}}; /* windows: at the front, inside, behind */
float *head = edges, *tail = edges + ${e.head * c};
% if kept then
rt_copy(head, ${kept}, ${w.left * c});
% elseif e.head > 0 then
for (int i = 0; i < ${w.left * c}; i++)
    head[i] = 0.0f;
% end
% if e.head > 0 then
rt_copy(head + ${w.left * c}, ${x_step(0)}, ${(e.head - w.left) * c});
% end
% if e.tail > 0 then
rt_copy(tail, ${x_step(e.behind)}, ${(x.max.T - e.behind) * c});
for (int i = ${(x.max.T - e.behind) * c}; i < ${e.tail * c}; i++)
    tail[i] = 0.0f;
% end
for (int part = 0; part < 3; part++) {
    const int begin = bounds[part], number = bounds[part + 1] - begin;
    const float *from = part == 0 ? head : part == 1 ? ${x_step(e.inside)} : tail;
    ${inner}
}
% if kept then
rt_copy(${kept}, ${x_step(x.max.T - source.kept)}, ${w.left * c});
% end
