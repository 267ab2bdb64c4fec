%# biquad.c.tpl   y[n][t][c] = the filter's answer.  given: x, y (views), b, a (C text of the coefficients)
%# in a stream: memory, [N][C][2]
% local at = {N = "n", T = "t", C = "c"}
/* ${node.name}: biquad, b = ${table.concat(b, " ")}, a = 1 ${table.concat(a, " ")}. */
static void ${fn}(${params})
{
    for (int n = 0; n < ${x.size.N}; n++)
        for (int c = 0; c < ${x.size.C}; c++) {
% if stream then
            float *const kept = memory + (n * ${x.size.C} + c) * 2;
            float s1 = kept[0], s2 = kept[1];
% else
            float s1 = 0.0f, s2 = 0.0f;
% end
            for (int t = 0; t < ${x.size.T}; t++) {
                const float in = ${element(x, at)};
                const float out = ${b[1]} * in + s1;
                s1 = ${b[2]} * in - ${a[1]} * out + s2;
                s2 = ${b[3]} * in - ${a[2]} * out;
                ${element(y, at)} = out;
            }
% if stream then
            kept[0] = s1;
            kept[1] = s2;
% end
        }
}
