/* square.c   x x
 * needs: vec */
RT_INLINE rt_vec rt_square(rt_vec x) { return x * x; }
