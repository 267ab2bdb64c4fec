/* sigmoid.c   1 / (1 + e^-x), at most 2 ulp off.
 * needs: vec exp
 *
 * With e^-x = 2^n (1 + m) it is 2^-n / (2^-n + 1 + m): nothing overflows, and a tiny result keeps its
 * digits.  Products with a sigmoid put their other factor on top and so share the division. */
typedef struct { rt_ivec n; rt_vec top, bottom; } rt_ratio; /* top / bottom, where top is 2^-n */

RT_INLINE rt_ratio rt_sigmoid_ratio(rt_vec x)
{
    rt_ratio y;
    rt_vec r = rt_exp_reduce(-rt_at_least(rt_at_most(x, rt_splat(20.0f)), rt_splat(-110.0f)), &y.n);
    y.top = rt_pow2(64 - y.n) * 5.42101086e-20f; /* by way of 2^64, as 2^-n may be no normal float */
    rt_vec sum = y.top + 1.0f;
    rt_vec lost = y.top - (sum - 1.0f);
    y.bottom = sum + rt_exp_rest(r + lost, r);
    return y;
}

RT_FUNC rt_vec rt_sigmoid(rt_vec x)
{
    rt_ratio y = rt_sigmoid_ratio(x);
    return y.top / y.bottom;
}
