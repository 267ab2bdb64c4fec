/* exp.c   e^x, at most 1.1 ulp off.
 * needs: vec
 *
 * x = n ln 2 + r with |r| <= ln 2 / 2, so e^x = 2^n e^r.  n falls out of adding 1.5 * 2^23, which leaves
 * no place for a fraction; ln 2 is taken off in two parts, the first so short that n times it is exact.
 * Coefficients: tests/accuracy/minimax.py. */

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
    rt_vec r2 = r * r;
    rt_vec high = 0.0416681021f + r * 0.00836919341f + r2 * 0.00138389273f;
    return first + r2 * (0.49999994f + r * 0.166665167f + r2 * high);
}

/* 2^n for -126 <= n <= 127 */
RT_INLINE rt_vec rt_pow2(rt_ivec n) { return rt_from_bits(rt_shift_left(n + 127, 23)); }

RT_FUNC rt_vec rt_exp(rt_vec x)
{
    rt_ivec n;
    rt_vec r = rt_exp_reduce(rt_at_least(rt_at_most(x, rt_splat(89.0f)), rt_splat(-104.0f)), &n);
    rt_ivec half = n >> 1; /* in two steps, as 2^n may be no normal float */
    rt_vec scale = rt_pow2(half);
    return rt_at_least((scale + scale * rt_exp_rest(r, r)) * rt_pow2(n - half), rt_splat(0.0f));
}
