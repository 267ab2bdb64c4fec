/* expm1.c   e^x - 1 for x <= 0, at most 2 ulp off.
 * needs: vec exp
 *
 * With e^x = 2^n (1 + m) it is 2^n m + (2^n - 1), where a small x has n = 0 and keeps its digits. */
RT_FUNC rt_vec rt_expm1(rt_vec x)
{
    rt_ivec n;
    rt_vec r = rt_exp_reduce(rt_at_least(x, rt_splat(-20.0f)), &n);
    rt_vec scale = rt_pow2(n);
    return scale * rt_exp_rest(r, r) + (scale - 1.0f);
}
