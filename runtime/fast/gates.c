/* gates.c   sigmoid and tanh of recurrent layers for --fast-math: at most 2e-6 off, as numbers.
 * needs: vec unroll
 *
 * Sums come in times log2 e, those before a tanh times 2 log2 e, as in runtime/gates.c.  So one fraction p / q of z is the
 * tanh of one and, as (q + p) / 2q, the sigmoid of the other: that of runtime/fast/tanh.c with x = z ln 2 / 2. */
typedef struct { rt_vec top, bottom; } rt_gate; /* its value is top / bottom */

/* y[i] = sigmoid of z[i], of the last `count - sigmoids` tanh. */
RT_TILE void rt_gates(int sigmoids, int count, const rt_vec *z, rt_gate *y)
{
    RT_UNROLL
    for (int i = 0; i < count; i++) {
        rt_vec x = rt_at_least(rt_at_most(z[i], rt_splat(20.19f)), rt_splat(-20.19f));
        rt_vec u = x * x, u2 = u * u;
        rt_vec top = (0.346572101f + u * 0.00512092933f) + u2 * (1.13828182e-05f + u * 2.35911357e-09f);
        rt_vec bottom = (1.0f + u * 0.0548118316f) + u2 * (0.00030397973f + u * 2.46597097e-07f);
        y[i].top = i < sigmoids ? bottom + x * top : x * top;
        y[i].bottom = i < sigmoids ? bottom + bottom : bottom;
    }
}
