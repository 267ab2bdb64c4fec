/* hard_swish.c   x clip(x / 6 + 1/2, 0, 1)
 * needs: vec hard_sigmoid */
RT_INLINE rt_vec rt_hard_swish(rt_vec x) { return x * rt_hard_sigmoid(x, 0.166666667f); }
