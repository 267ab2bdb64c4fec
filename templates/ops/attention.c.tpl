%# attention.c.tpl   given: heads of `size` of the channels, row (T rounded up), scale (C text), shared ({directive, note}, or false), x [T][q k v], y, keys, scores
/* ${node.name}: y = softmax(q k' / sqrt(${size})) v over T, ${counted(heads, "head")} of ${counted(size, "channel")}${shared and shared.note or ""}.
 * x [T][q ${channels}, k ${channels}, v ${channels}] -> y [T][${channels}]. */
static void ${fn}(${params})
{
    for (int n = 0; n < ${y.size.N}; n++)
        for (int h = 0; h < ${channels}; h += ${size}) {
            for (int c = 0; c < ${size}; c++)
                for (int t = 0; t < ${row}; t++)
                    keys[c * ${row} + t] = t < ${x.size.T} ? ${element(x, {N = "n", T = "t", C = channels .. " + h + c"})} * ${scale} : 0.0f;
% local scores = shared and "of_step" or "scores"
% if shared then
            ${shared.directive}
% end
            for (int t = 0; t < ${y.size.T}; t++) {
% if shared then
#ifdef _OPENMP
                float of_step[${row}] = {0.0f};
                (void)scores;
#else
                float *const of_step = scores;
#endif
% end
                for (int s = 0; s < ${x.size.T}; s += RT_LANES) {
                    rt_vec score = rt_splat(0.0f);
                    for (int c = 0; c < ${size}; c++)
                        score += rt_splat(${element(x, {N = "n", T = "t", C = "h + c"})}) * rt_load(keys + c * ${row} + s);
                    rt_store(${scores} + s, score);
                }
                rt_softmax(${scores}, 1, ${scores}, 1, ${x.size.T});
                for (int c = 0; c < ${size}; c += RT_LANES) {
                    const int left = ${size} - c < RT_LANES ? ${size} - c : RT_LANES;
                    rt_vec sum = rt_splat(0.0f);
                    for (int s = 0; s < ${x.size.T}; s++)
                        sum += rt_splat(${scores}[s]) * ${load_text(x, {N = "n", T = "s", C = 2 * channels .. " + h + c", n = "left"})};
                    ${store_text(y, {N = "n", T = "t", C = "h + c", n = "left"}, "sum")}
                }
            }
        }
}
