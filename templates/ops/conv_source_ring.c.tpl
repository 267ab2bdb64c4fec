%# conv_source_ring.c.tpl: each step goes into the ring; each window's taps are put side by side.
%# Given: source, w, c (channels), sequence (C text of the sequence's number, or nil), inner.
% local number = w.stride > 1 and "t / " .. w.stride or "t"
float *steps = ring${sequence and " + " .. sequence .. " * " .. source.sequence or ""};
% if sequence then
at = start;
% end
for (int t = 0; t < ${x.size.T}; t++) {
    ${copy("steps + at * " .. c, address(x, {N = source.at.N, D = source.at.D, T = "t"}), 1)}
    at = at + 1 < ${source.kept} ? at + 1 : 0; /* where the oldest step is, the first tap's */
% if w.stride > 1 then
    if (t % ${w.stride} != 0) continue;
% end
    for (int j = 0, from = at; j < ${w.kernel}; j++) {
        rt_copy(windows + (${number} * ${w.kernel} + j) * ${c}, steps + from * ${c}, ${c});
        from += ${w.dilation};
        from -= from < ${source.kept} ? 0 : ${source.kept};
    }
}
${inner}
