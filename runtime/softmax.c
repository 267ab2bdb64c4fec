/* softmax.c   e^x / sum(e^x) and its logarithm along a line of n floats; the largest is taken off first.
 * needs: vec exp line log
 *
 * x and y: n floats, `from` and `to` floats apart. */

/* The sum of e^(x - most); where y is not NULL it takes the summands.  A lane past the n-th adds e^-infinity, which is 0. */
RT_FUNC float rt_softmax_sum(const float *x, ptrdiff_t from, float *y, ptrdiff_t to, int n, float most)
{
    const rt_vec infinity = rt_from_bits(rt_bits(rt_splat(0.0f)) + 0x7f800000);
    rt_vec part[RT_PARTS];
    for (int k = 0; k < RT_PARTS; k++)
        part[k] = rt_splat(0.0f);
    for (int i = 0; i < n; i += 16)
        for (int k = 0, at = i; k < RT_PARTS && at < n; k++, at += RT_LANES) {
            rt_vec v = rt_line_part(x + at * from, from, n - at, -rt_lane(infinity, 0));
            rt_vec e = rt_exp(v - rt_splat(most));
            part[k] += e;
            if (y != NULL)
                rt_line_put(y + at * to, to, n - at, e);
        }
    return rt_tree_sum(part);
}

RT_FUNC void rt_softmax(const float *x, ptrdiff_t from, float *y, ptrdiff_t to, int n)
{
    const float sum = rt_softmax_sum(x, from, y, to, n, rt_line_max(x, from, n, 1.0f));
    for (int i = 0; i < n; i++)
        y[i * to] /= sum;
}

RT_FUNC void rt_log_softmax(const float *x, ptrdiff_t from, float *y, ptrdiff_t to, int n)
{
    const float most = rt_line_max(x, from, n, 1.0f);
    const rt_vec sum = rt_log(rt_splat(rt_softmax_sum(x, from, NULL, 0, n, most)));
    for (int i = 0; i < n; i += RT_LANES) {
        rt_vec away = rt_line_part(x + i * from, from, n - i, most) - rt_splat(most);
        rt_line_put(y + i * to, to, n - i, away - sum);
    }
}
