/* elu.c   x for x > 0, else alpha (e^x - 1); at most 2 ulp off.
 * needs: vec exp expm1 */
RT_FUNC rt_vec rt_elu(rt_vec x, float alpha)
{
    return rt_select(rt_lt(rt_splat(0.0f), x), x, alpha * rt_expm1(x));
}
