/* hard_sigmoid.c   clip(slope x + 1/2, 0, 1)
 * needs: vec */
RT_INLINE rt_vec rt_hard_sigmoid(rt_vec x, float slope)
{
    return rt_at_most(rt_at_least(x * slope + 0.5f, rt_splat(0.0f)), rt_splat(1.0f));
}
