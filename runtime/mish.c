/* mish.c   x tanh(log(1 + e^x)), at most 5 ulp off.
 * needs: vec exp
 *
 * tanh(log(1 + q)) = q (q + 2) / (q (q + 2) + 2); for x > 0 both parts are divided by e^2x. */
RT_FUNC rt_vec rt_mish(rt_vec x)
{
    rt_ivec n, negative = rt_lt(x, rt_splat(0.0f));
    rt_vec r = rt_exp_reduce(rt_at_least(-rt_abs(x), rt_splat(-110.0f)), &n);
    rt_ivec half = n >> 1; /* q = e^-|x| in two steps, or a tiny result would lose its digits */
    rt_vec small = rt_pow2(half) * (1.0f + rt_exp_rest(r, r)), scale = rt_pow2(n - half);
    rt_vec q = small * scale;
    rt_vec top = rt_select(negative, q + 2.0f, 1.0f + 2.0f * q);
    rt_vec bottom = rt_select(negative, q * top + 2.0f, top + 2.0f * q * q);
    rt_vec y = rt_at_least(x, rt_splat(-110.0f)) * top / bottom;
    return rt_select(negative, y * small * scale, y) + rt_nan_at_minus_infinity(x);
}
