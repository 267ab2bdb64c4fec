/* quick_gates.c   the functions of gate_values.c for layers of up to 16 units.
 * needs: vec unroll gate_values gate_pieces tanh
 *
 * A step of such a layer waits for its gates: they come out of tables where there are some.  In larger layers one unit's chain runs
 * beside the next one's, and fractions, which need fewer registers, are as fast or faster. */
#ifdef RT_GATE_PIECES
typedef struct { rt_vec value; } rt_quick_gate;

/* As rt_gates */
RT_TILE void rt_quick_gates(int sigmoids, int count, const rt_vec *z, rt_quick_gate *y)
{
    RT_UNROLL
    for (int i = 0; i < count; i++)
        y[i].value = i < sigmoids ? rt_sigmoid_piece(z[i]) : rt_tanh_piece(z[i]);
}

RT_INLINE rt_vec rt_quick_gate_scale(rt_quick_gate y, rt_vec v) { return y.value * v; }
RT_INLINE rt_vec rt_quick_gate_product(rt_quick_gate x, rt_quick_gate y) { return x.value * y.value; }
RT_INLINE rt_vec rt_quick_gate_output(rt_vec z, rt_vec c) { return rt_sigmoid_piece(z) * rt_tanh(c); }
RT_INLINE rt_vec rt_quick_gate_sigmoid(rt_vec z) { return rt_sigmoid_piece(z); }
RT_INLINE rt_vec rt_quick_gate_tanh(rt_vec z) { return rt_tanh_piece(z); }
#else
#define rt_quick_gate rt_gate
#define rt_quick_gates rt_gates
#define rt_quick_gate_scale rt_gate_scale
#define rt_quick_gate_product rt_gate_product
#define rt_quick_gate_output rt_gate_output
#define rt_quick_gate_sigmoid rt_gate_sigmoid
#define rt_quick_gate_tanh rt_gate_tanh
#endif
