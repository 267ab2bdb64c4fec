/* gate_values.c   what is made of the fractions of gates.c.
 * needs: vec gates */

/* y v; the denominator is ready first */
RT_INLINE rt_vec rt_gate_scale(rt_gate y, rt_vec v) { return y.top * (v / y.bottom); }

/* x y */
RT_INLINE rt_vec rt_gate_product(rt_gate x, rt_gate y) { return x.top * y.top / (x.bottom * y.bottom); }

/* The sigmoid of z times tanh c, where c comes out of no weights */
RT_INLINE rt_vec rt_gate_output(rt_vec z, rt_vec c)
{
    const rt_vec sums[2] = {z, c * 2.88539008f};
    rt_gate y[2];
    rt_gates(1, 2, sums, y);
    return rt_gate_product(y[0], y[1]);
}

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
