/* sqrt.c   the square root, at most 0.51 ulp off.
 * needs: vec
 *
 * An estimate of 1 / sqrt(x) from x's bits, three steps of Newton, then one correction by what x and the
 * root's square differ, taken exactly: the root's upper 12 bits have an exact square. */
RT_FUNC rt_vec rt_sqrt(rt_vec x)
{
    rt_ivec tiny = rt_lt(x, rt_splat(1e-18f));
    rt_vec v = rt_abs(rt_select(tiny, x * 1.84467441e19f, x));
    rt_vec y = rt_from_bits(0x5f3759df - (rt_bits(v) >> 1)), half = 0.5f * v;
    y = y * (1.5f - half * y * y);
    y = y * (1.5f - half * y * y);
    y = y * (1.5f - half * y * y);
    rt_vec root = v * y;
    rt_vec upper = rt_from_bits(rt_bits(root) & -4096), lower = root - upper;
    rt_vec missing = ((v - upper * upper) - 2.0f * upper * lower) - lower * lower;
    root = root + 0.5f * y * missing;
    root = rt_select(tiny, root * 2.32830644e-10f, root);
    rt_vec infinity = rt_from_bits(rt_bits(rt_splat(0.0f)) + 0x7f800000);
    rt_ivec plain = rt_lt(rt_splat(0.0f), x) & rt_lt(x, infinity);
    rt_vec other = rt_select(rt_lt(x, rt_splat(0.0f)), infinity - infinity, x); /* 0, infinity, NaN */
    return rt_select(plain, root, other);
}
