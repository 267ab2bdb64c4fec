/* line.c   sum and largest of n floats that lie stride floats apart.
 * needs: vec
 *
 * Sixteen partial results, however many lanes there are, joined as a tree: one order on every target. */
enum { RT_PARTS = 16 / RT_LANES };

/* Floats 0 to RT_LANES - 1 of the n that are left; lanes past the n-th hold `fill`. */
RT_INLINE rt_vec rt_line_part(const float *p, ptrdiff_t stride, int n, float fill)
{
    float lane[RT_LANES];
    if (n >= RT_LANES)
        return stride == 1 ? rt_load(p) : rt_gather(p, stride, RT_LANES);
    for (int i = 0; i < RT_LANES; i++)
        lane[i] = i < n ? p[i * stride] : fill;
    return rt_load(lane);
}

/* Stores floats 0 to RT_LANES - 1 of the n that are left. */
RT_INLINE void rt_line_put(float *p, ptrdiff_t stride, int n, rt_vec v)
{
    if (stride == 1 && n >= RT_LANES)
        rt_store(p, v);
    else
        rt_scatter(p, stride, v, n < RT_LANES ? n : RT_LANES);
}

RT_FUNC float rt_tree_sum(const rt_vec *part)
{
    float a[16];
    for (int k = 0; k < RT_PARTS; k++)
        rt_store(a + k * RT_LANES, part[k]);
    for (int half = 8; half > 0; half /= 2)
        for (int i = 0; i < half; i++)
            a[i] += a[i + half];
    return a[0];
}

RT_FUNC float rt_line_sum(const float *p, ptrdiff_t stride, int n)
{
    rt_vec part[RT_PARTS];
    for (int k = 0; k < RT_PARTS; k++)
        part[k] = rt_splat(0.0f);
    for (int i = 0; i < n; i += 16)
        for (int k = 0, at = i; k < RT_PARTS && at < n; k++, at += RT_LANES)
            part[k] += rt_line_part(p + at * stride, stride, n - at, 0.0f);
    return rt_tree_sum(part);
}

/* The largest; with sign = -1 the smallest.  A NaN comes through. */
RT_FUNC float rt_line_max(const float *p, ptrdiff_t stride, int n, float sign)
{
    float a[RT_LANES];
    rt_vec most = rt_splat(sign * p[0]);
    for (int at = 0; at < n; at += RT_LANES)
        most = rt_max(most, sign * rt_line_part(p + at * stride, stride, n - at, p[0]));
    rt_store(a, most);
    for (int i = 1; i < RT_LANES; i++)
        a[0] = a[i] > a[0] || a[i] != a[i] ? a[i] : a[0];
    return sign * a[0];
}
