/* exp.c   e^x for --fast-math: at most 6e-6 of the value off; below -87 and above 88 as there.
 * needs: vec
 *
 * As runtime/exp.c, with a shorter polynomial and 2^n as one factor. */

/* r, and n in *n, for |x| < 2^21. */
RT_INLINE rt_vec rt_exp_reduce(rt_vec x, rt_ivec *n)
{
    *n = rt_bits(x * 1.44269504f + 12582912.0f) - 0x4b400000;
    rt_vec whole = rt_to_float(*n);
    return x - whole * 0.693145752f - whole * 1.42860677e-6f;
}

/* first + (e^r - 1 - r) */
RT_INLINE rt_vec rt_exp_rest(rt_vec first, rt_vec r)
{
    return first + r * r * (0.5000512f + r * (0.167535335f + r * 0.0412774049f));
}

/* 2^n for -126 <= n <= 127 */
RT_INLINE rt_vec rt_pow2(rt_ivec n) { return rt_from_bits(rt_shift_left(n + 127, 23)); }

RT_FUNC rt_vec rt_exp(rt_vec x)
{
    rt_ivec n;
    rt_vec r = rt_exp_reduce(rt_at_least(rt_at_most(x, rt_splat(88.0f)), rt_splat(-87.0f)), &n);
    rt_vec scale = rt_pow2(n);
    return scale + scale * rt_exp_rest(r, r);
}
