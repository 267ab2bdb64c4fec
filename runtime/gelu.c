/* gelu.c   x Phi(x), Phi the normal distribution; at most 7 ulp off.
 * needs: vec exp
 *
 * With t = |x| the tail is Phi(-t) = e^(-t^2/2) G(v) / (t + 3), v = (t - 3) / (t + 3), where G is smooth on all
 * of t from 0 to 14.5, past which the result is 0.  t^2 / 2 is taken in two parts, the first exact. */
RT_FUNC rt_vec rt_gelu(rt_vec x)
{
    rt_ivec n;
    rt_vec t = rt_at_most(rt_abs(x), rt_splat(14.5f));
    rt_vec upper = rt_from_bits(rt_bits(t) & -4096);
    rt_vec r = rt_exp_reduce(-0.5f * upper * upper, &n) - 0.5f * (t - upper) * (t + upper);
    rt_ivec half = n >> 1; /* in two steps, or a tiny result would lose its digits */
    rt_vec small = rt_pow2(half) * (1.0f + rt_exp_rest(r, r)), scale = rt_pow2(n - half);
    rt_vec inverse = 1.0f / (t + 3.0f), v = (t - 3.0f) * inverse, v2 = v * v;
    rt_vec high = 1.02478371e-3f + v * -1.03252369e-3f +
        v2 * (-2.44754192e-4f + v * 1.3125359e-4f + v2 * 5.44547765e-5f);
    rt_vec middle = -0.0104625206f + v * 6.96930196e-3f + v2 * high;
    rt_vec g = 0.729083717f + v * -0.509332001f + v2 * (0.230017707f + v * -0.0472626872f + v2 * middle);
    rt_vec tail = t * g * inverse * small * scale;
    return rt_select(rt_lt(rt_splat(0.0f), x), x - tail, rt_select(rt_eq(x, x), -tail, x));
}
