/* silu.c   x sigmoid(x), at most 2 ulp off.
 * needs: vec exp sigmoid */
RT_FUNC rt_vec rt_silu(rt_vec x)
{
    rt_ratio y = rt_sigmoid_ratio(x);
    rt_vec bounded = rt_at_least(x, rt_splat(-110.0f)); /* -inf gives -0 as well */
    return bounded * (y.top * 16777216.0f) / y.bottom * 5.96046448e-8f;
}
