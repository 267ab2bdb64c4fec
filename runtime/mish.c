/* mish.c   x tanh(log(1 + e^x)), at most 2 ulp off.
 * needs: vec exp
 *
 * With p = e^-x it is x / (1 + p - p / (2 p + 1)), and with p = 2^n e, which keeps the digits of a tiny result,
 * x 2^-n / (2^-n + e - e 2^-n / (2^-n + 2 e)). */
RT_FUNC rt_vec rt_mish(rt_vec x)
{
    rt_ivec n;
    rt_vec r = rt_exp_reduce(-rt_at_least(rt_at_most(x, rt_splat(20.0f)), rt_splat(-110.0f)), &n);
    rt_vec scale = rt_pow2(64 - n) * 5.42101086e-20f; /* 2^-n, by way of 2^64, as it may be no normal float */
    rt_vec sum = scale + 1.0f, lost = scale - (sum - 1.0f);
    rt_vec rest = rt_exp_rest(r, r), e = 1.0f + rest;
    rt_vec bottom = sum + ((lost + rest) - e * scale / (scale + 2.0f * e));
    rt_ivec half = n >> 1;
    rt_vec part = rt_at_least(x, rt_splat(-110.0f)) / bottom * rt_pow2(-half);
    return part * rt_pow2(half - n) + rt_nan_at_minus_infinity(x);
}
