%# conv_source_past.c.tpl: the chunk behind the steps that were kept; then the last ones move to the front.
%# Given: source, c (channels), sequence (C text of the sequence's number, or nil), inner.
float *steps = past${sequence and " + " .. sequence .. " * " .. source.sequence or ""};
${copy("steps + " .. source.kept * c, address(x, {N = source.at.N, D = source.at.D}), x.size.T)}
${inner}
rt_copy(steps, steps + ${times(x.size.T, c)}, ${source.kept * c}); /* the steps to keep */
