/* gates.c   sigmoid and tanh of recurrent layers, where a step waits for them: products share a division.
 * needs: vec
 *
 * sigmoid(x) = 1 / (1 + e^-x);  tanh(x) = (1 - E) / (1 + E) with E = e^-2|x| and x's sign, and near 0 a polynomial.
 * Arguments are bounded so that no product of denominators overflows: beyond, tanh is 1 and sigmoid below 1e-37.
 * Both are at most 2 ulp off. */
typedef struct { rt_vec scale, rest; } rt_gate_exponential; /* 2^n and m of 2^n (1 + m) */
typedef struct { rt_vec top, bottom; } rt_gate_fraction;

/* e^(factor * x), factor -1 or -2: n falls out of adding 1.5 * 2^23 (with 127 more, to be the exponent of a float). */
RT_INLINE rt_gate_exponential rt_gate_power(rt_vec x, float factor)
{
    rt_gate_exponential p;
    rt_vec shifted = x * (factor * 1.44269504f) + 12583039.0f;
    rt_vec n = shifted - 12583039.0f;
    rt_vec r = x * factor - n * 0.693145752f - n * 1.42860677e-6f; /* the first part of ln 2 is short: exact */
    rt_vec r2 = r * r;
    rt_vec high = 0.0416681021f + r * 0.00836919341f + r2 * 0.00138389273f;
    p.scale = rt_from_bits(rt_shift_left(rt_bits(shifted), 23));
    p.rest = r + r2 * (0.49999994f + r * 0.166665167f) + r2 * r2 * high;
    return p;
}

/* 1 / sigmoid(x) */
RT_INLINE rt_vec rt_gate_bottom(rt_vec x)
{
    rt_gate_exponential p = rt_gate_power(rt_at_least(rt_at_most(x, rt_splat(87.0f)), rt_splat(-87.0f)), -1.0f);
    return p.scale + (p.scale * p.rest + 1.0f);
}

/* tanh(x) = top / bottom */
RT_INLINE rt_gate_fraction rt_gate_tanh_ratio(rt_vec x)
{
    rt_vec size = rt_at_most(rt_abs(x), rt_splat(10.0f));
    rt_gate_exponential p = rt_gate_power(size, -2.0f);
    rt_vec u = x * x;
    rt_vec cubic = (-0.333329469f + u * 0.133207291f) + u * u * (-0.0526720099f + u * 0.0164378807f);
    rt_vec signed_1 = rt_copysign(rt_splat(1.0f), x), signed_scale = rt_copysign(p.scale, x);
    rt_ivec near_0 = rt_lt(size, rt_splat(0.55f));
    rt_gate_fraction t;
    t.top = rt_select(near_0, x + x * u * cubic, (signed_1 - signed_scale) - signed_scale * p.rest);
    t.bottom = rt_select(near_0, rt_splat(1.0f), (1.0f + p.scale) + p.scale * p.rest);
    return t;
}

/* sigmoid(x) v */
RT_INLINE rt_vec rt_gate_scale(rt_vec x, rt_vec v) { return v / rt_gate_bottom(x); }

RT_INLINE rt_vec rt_gate_sigmoid(rt_vec x) { return rt_gate_scale(x, rt_splat(1.0f)); }

RT_INLINE rt_vec rt_gate_tanh(rt_vec x)
{
    rt_gate_fraction t = rt_gate_tanh_ratio(x);
    return t.top / t.bottom;
}

/* sigmoid(x) tanh(y) */
RT_INLINE rt_vec rt_gate_product(rt_vec x, rt_vec y)
{
    rt_gate_fraction t = rt_gate_tanh_ratio(y);
    return t.top / (t.bottom * rt_gate_bottom(x));
}
