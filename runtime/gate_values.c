/* gate_values.c   what is made of the fractions of gates.c.
 * needs: vec gates */

/* y v; the denominator is ready first */
RT_INLINE rt_vec rt_gate_scale(rt_gate y, rt_vec v) { return y.top * (v / y.bottom); }

/* x y */
RT_INLINE rt_vec rt_gate_product(rt_gate x, rt_gate y) { return x.top * y.top / (x.bottom * y.bottom); }

RT_INLINE rt_vec rt_gate_sigmoid(rt_vec z)
{
    rt_gate y;
    rt_gates(1, 1, &z, &y);
    return y.top / y.bottom;
}

RT_INLINE rt_vec rt_gate_tanh(rt_vec z)
{
    rt_gate y;
    rt_gates(0, 1, &z, &y);
    return y.top / y.bottom;
}
