/* silu.c   x sigmoid(x), at most 2 ulp off.
 * needs: vec exp sigmoid */
RT_FUNC rt_vec rt_silu(rt_vec x)
{
    rt_ratio y = rt_sigmoid_ratio(x);
    rt_ivec half = y.n >> 1; /* 2^-n in two steps, or a tiny result would lose its digits */
    rt_vec part = rt_at_least(x, rt_splat(-110.0f)) / y.bottom * rt_pow2(-half);
    rt_vec product = rt_at_least(part * rt_pow2(half - y.n), rt_splat(-1.0f)); /* at least -0.28 in any case */
    return product + rt_nan_at_minus_infinity(x);
}
