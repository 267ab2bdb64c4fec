/* leaky_relu.c   x for x >= 0, else slope x.
 * needs: vec */
RT_INLINE rt_vec rt_leaky_relu(rt_vec x, rt_vec slope)
{
    return rt_select(rt_lt(x, rt_splat(0.0f)), slope * x, x);
}
