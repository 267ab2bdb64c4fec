/* gates.c   sigmoid and tanh of recurrent layers, where a step waits for them: products share a division.
 * needs: vec
 *
 * With E = e^-x and M = e^-2x - 1:  sigmoid(x) = 1 / (1 + E),  tanh(x) = -M / (2 + M).  A power is 2^n (1 + m), where
 * n falls out of adding 1.5 * 2^23 (with 127 more, to be the exponent of a float) and m is a polynomial of what is left.
 * Arguments are bounded so that no product of denominators overflows: beyond, tanh is 1 and sigmoid below 1e-37.
 * sigmoid is at most 2.0 ulp off, tanh 2.7; 1.5e-7 in all. */
typedef struct { rt_vec scale, rest; } rt_power; /* 2^n and m */

/* e^(factor * x), factor -1 or -2, for |x| up to `most`, and as there beyond */
RT_INLINE rt_power rt_gate_power(rt_vec x, float factor, float most)
{
    rt_power p;
    x = rt_at_least(rt_at_most(x, rt_splat(most)), rt_splat(-most));
    rt_vec shifted = x * (factor * 1.44269504f) + 12583039.0f;
    rt_vec n = shifted - 12583039.0f;
    rt_vec r = x * factor - n * 0.693145752f - n * 1.42860677e-6f; /* the first part of ln 2 is short: exact */
    rt_vec r2 = r * r;
    rt_vec high = 0.0416681021f + r * 0.00836919341f + r2 * 0.00138389273f;
    p.scale = rt_from_bits(rt_shift_left(rt_bits(shifted), 23));
    p.rest = r + r2 * (0.49999994f + r * 0.166665167f + r2 * high);
    return p;
}

/* 1 + E */
RT_INLINE rt_vec rt_gate_bottom(rt_vec x)
{
    rt_power p = rt_gate_power(x, -1.0f, 87.0f);
    return p.scale + (p.scale * p.rest + 1.0f);
}

/* -M */
RT_INLINE rt_vec rt_gate_top(rt_vec x)
{
    rt_power p = rt_gate_power(x, -2.0f, 10.0f);
    return (1.0f - p.scale) - p.scale * p.rest;
}

/* sigmoid(x) v */
RT_INLINE rt_vec rt_gate_scale(rt_vec x, rt_vec v) { return v / rt_gate_bottom(x); }

RT_INLINE rt_vec rt_gate_sigmoid(rt_vec x) { return rt_gate_scale(x, rt_splat(1.0f)); }

RT_INLINE rt_vec rt_gate_tanh(rt_vec x)
{
    rt_vec top = rt_gate_top(x);
    return top / (2.0f - top);
}

/* sigmoid(x) tanh(y) */
RT_INLINE rt_vec rt_gate_product(rt_vec x, rt_vec y)
{
    rt_vec top = rt_gate_top(y);
    return top / ((2.0f - top) * rt_gate_bottom(x));
}
