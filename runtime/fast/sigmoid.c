/* sigmoid.c   1 / (1 + e^-x) for --fast-math: at most 1e-6 off, as a number.
 * needs: vec tanh
 *
 * (1 + tanh(x / 2)) / 2 */
RT_FUNC rt_vec rt_sigmoid(rt_vec x)
{
    rt_fraction y = rt_tanh_ratio(0.5f * x);
    return 0.5f + 0.5f * y.top / y.bottom;
}
