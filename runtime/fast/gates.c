/* gates.c   sigmoid and tanh of recurrent layers for --fast-math: at most 2e-6 off, as numbers.
 * needs: vec tanh
 *
 * tanh(x) is a fraction p / q, so sigmoid(2x) is (q + p) / 2q, and products share a division. */

/* sigmoid(x) v */
RT_INLINE rt_vec rt_gate_scale(rt_vec x, rt_vec v)
{
    rt_fraction y = rt_tanh_ratio(0.5f * x);
    return (y.bottom + y.top) * (0.5f * v) / y.bottom;
}

RT_INLINE rt_vec rt_gate_sigmoid(rt_vec x)
{
    rt_fraction y = rt_tanh_ratio(0.5f * x);
    return 0.5f + 0.5f * y.top / y.bottom;
}

RT_INLINE rt_vec rt_gate_tanh(rt_vec x)
{
    rt_fraction y = rt_tanh_ratio(x);
    return y.top / y.bottom;
}

/* sigmoid(x) tanh(y) */
RT_INLINE rt_vec rt_gate_product(rt_vec x, rt_vec y)
{
    rt_fraction s = rt_tanh_ratio(0.5f * x), t = rt_tanh_ratio(y);
    return (s.bottom + s.top) * (0.5f * t.top) / (s.bottom * t.bottom);
}
