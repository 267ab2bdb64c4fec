%# conv_source_past.c.tpl: the chunk behind the steps that were kept; then the last ones move to the front.
%# Given: source, c (channels), sequence (C text of the sequence's number, or nil), inner.
float *steps = past${sequence and " + " .. sequence .. " * " .. source.sequence or ""};
rt_copy_rows(steps + ${source.kept * c}, ${c}, 1, ${address(x, {N = source.at.N, D = source.at.D})}, ${x.stride.T}, ${x.stride.C}, ${x.size.T}, ${c});
${inner}
rt_copy_rows(steps, ${c}, 1, steps + ${x.size.T} * ${c}, ${c}, 1, ${source.kept}, ${c});
