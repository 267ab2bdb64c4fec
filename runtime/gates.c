/* gates.c   sigmoid and tanh of recurrent layers, where a step waits for them.
 * needs: vec unroll
 *
 * A gate's sums come in times log2 e, those before a tanh times 2 log2 e: its weights are stored so.  Then either is made of
 * E = 2^-z: sigmoid is 1 / (1 + E);  tanh is (1 - E) / (1 + E), of |z| and with the sign of z, and near 0 a polynomial.
 * Results are fractions, so that products share a division; z is bounded so that no product of two denominators overflows:
 * beyond, tanh is 1 and sigmoid below 1e-37.  Both are at most 2 ulp off.  What is ready first is added up first, and gates
 * that are known at the same time are worked on side by side.  Coefficients: tests/accuracy/minimax.py. */
typedef struct { rt_vec top, bottom; } rt_gate; /* its value is top / bottom */

/* Where tanh is a polynomial: z = |z| */
RT_INLINE rt_ivec rt_gate_near_0(rt_vec z) { return rt_lt(z, rt_splat(1.5855f)); }

RT_INLINE rt_vec rt_gate_polynomial(rt_vec z)
{
    rt_vec u = z * z, u2 = u * u;
    rt_vec high = (-3.23982822e-5f + u * 1.54439579e-6f) + u2 * -5.81134607e-8f;
    high = (-0.0138760386f + u * 0.00066669361f) + u2 * high;
    return z * 0.346573591f + (z * u) * high;
}

/* 2^-z = whole + rest, but 0 near 0 of a tanh.  n of -z = n + r falls out of adding 1.5 * 2^23, with 127 more to be the
 * exponent of a float.  What 1 + whole loses, of a sigmoid far below 0, is added to the rest. */
RT_TILE void rt_gate_powers(int sigmoids, int count, const rt_vec *z, rt_vec *whole, rt_vec *rest)
{
    rt_vec r[4];
    RT_UNROLL
    for (int i = 0; i < count; i++) {
        rt_vec shifted = 12583039.0f - z[i];
        rt_ivec power = rt_shift_left(rt_bits(shifted), 23);
        r[i] = (12583039.0f - shifted) - z[i];
        whole[i] = rt_from_bits(i < sigmoids ? power : power & ~rt_gate_near_0(z[i]));
    }
    RT_UNROLL
    for (int i = 0; i < count; i++) {
        rt_vec r2 = r[i] * r[i], part = whole[i] * r[i];
        rt_vec high = (0.0555035882f + r[i] * 0.00961883646f) + r2 * (0.0013391322f + r[i] * 0.000152402412f);
        rt_vec lost = i < sigmoids ? 1.0f - ((1.0f + whole[i]) - whole[i]) : rt_splat(0.0f);
        rest[i] = (part * r2) * high + (lost + part * (0.693147182f + r[i] * 0.240226448f));
    }
}

/* y[i] = sigmoid of z[i], of the last `count - sigmoids` tanh. */
RT_TILE void rt_gates(int sigmoids, int count, const rt_vec *z, rt_gate *y)
{
    rt_vec bounded[4], whole[4], rest[4];
    RT_UNROLL
    for (int i = 0; i < count; i++)
        bounded[i] = i < sigmoids ? rt_at_least(rt_at_most(z[i], rt_splat(125.0f)), rt_splat(-125.0f))
                                  : rt_at_most(rt_abs(z[i]), rt_splat(29.0f));
    rt_gate_powers(sigmoids, count, bounded, whole, rest);
    RT_UNROLL
    for (int i = 0; i < count; i++) {
        y[i].top = rt_splat(1.0f);
        y[i].bottom = (1.0f + whole[i]) + rest[i];
        if (i < sigmoids) continue;
        rt_vec first = rt_select(rt_gate_near_0(bounded[i]), rt_gate_polynomial(bounded[i]), 1.0f - whole[i]);
        y[i].top = first - rest[i];
        y[i].bottom = rt_copysign(y[i].bottom, z[i]);
    }
}
