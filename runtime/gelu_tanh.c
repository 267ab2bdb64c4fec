/* gelu_tanh.c   x (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))) / 2, which is x sigmoid of twice tanh's argument.
 * needs: vec exp sigmoid
 *
 * An ulp off for |x| below 1, and below 1e-6 of the largest value where rounding of the argument tells. */
RT_FUNC rt_vec rt_gelu_tanh(rt_vec x)
{
    rt_vec v = rt_at_least(x, rt_splat(-100.0f));
    rt_vec y = v * rt_sigmoid(v * (1.59576912f + 0.0713548162f * v * v));
    return rt_at_least(y, rt_splat(-1.0f)) + rt_nan_at_minus_infinity(x); /* at least -0.17 in any case */
}
