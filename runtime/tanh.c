/* tanh.c   at most 2 ulp off.
 * needs: vec
 *
 * From 0.55 on 1 - 2 / (e^2|x| + 1), where the second part is small enough to hide its error: e^2|x| is
 * 2^n 2^r with n + r = 2 log2(e) |x|.  Below, x + x^3 P(x^2).  Layers of a stream wait for one another here, so the chain is
 * kept short: what does not need the end of the polynomial is worked out beside it. */
RT_CALLED rt_vec rt_tanh(rt_vec x)
{
    rt_vec size = rt_at_most(rt_abs(x), rt_splat(9.1f)); /* tanh 9.1 rounds to 1 */
    rt_vec shifted = size * 2.88539008f + 12583039.0f; /* 1.5 * 2^23 + 127: the last bits are n + 127 */
    rt_vec r = size * 2.88539008f - (shifted - 12583039.0f);
    rt_vec scale = rt_from_bits(rt_shift_left(rt_bits(shifted), 23));
    rt_vec scaled = scale * r, r2 = r * r;
    rt_vec high = (0.0555036627f + r * 0.00962544419f) + r2 * (0.00133879215f + r * 0.000133328198f);
    rt_vec rest = 1.0f + scaled * (0.693147182f + r * 0.240225941f); /* the small parts first: one rounding of the whole */
    rt_vec one = rt_copysign(rt_splat(1.0f), x);
    rt_vec large = one - (one + one) / (scale + (rest + (scaled * r2) * high));
    rt_vec u = x * x;
    rt_vec p = (-0.333329469f + u * 0.133207291f) + (u * u) * (-0.0526720099f + u * 0.0164378807f);
    return rt_select(rt_lt(rt_splat(0.55f), rt_abs(x)), large, x + (x * u) * p);
}
