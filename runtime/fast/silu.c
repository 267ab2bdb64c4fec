/* silu.c   x sigmoid(x) for --fast-math: at most 1e-6 times x off.
 * needs: vec tanh sigmoid */
RT_FUNC rt_vec rt_silu(rt_vec x) { return rt_at_least(x * rt_sigmoid(x), rt_splat(-1.0f)); }
