%# conv_source_each.c.tpl: a sequence of x.  Given: source, inner.
const float *steps = ${address(x, {N = source.at.N, D = source.at.D})};
${inner}
