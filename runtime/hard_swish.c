/* hard_swish.c   x clip(x / 6 + 1/2, 0, 1)
 * needs: vec */
RT_INLINE rt_vec rt_hard_swish(rt_vec x)
{
    return x * rt_at_most(rt_at_least(x * 0.166666667f + 0.5f, rt_splat(0.0f)), rt_splat(1.0f));
}
