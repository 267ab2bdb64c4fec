/* softsign.c   x / (1 + |x|)
 * needs: vec */
RT_INLINE rt_vec rt_softsign(rt_vec x) { return x / (1.0f + rt_abs(x)); }
