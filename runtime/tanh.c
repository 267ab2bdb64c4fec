/* tanh.c   at most 2 ulp off.
 * needs: vec
 *
 * From 0.55 on 1 - 2 / (e^2|x| + 1), where the second part is small enough to hide its error: e^2|x| is
 * 2^n 2^r with n + r = 2 log2(e) |x|.  Below, x + x^3 P(x^2). */
RT_FUNC rt_vec rt_tanh(rt_vec x)
{
    rt_vec y = rt_at_most(rt_abs(x), rt_splat(9.1f)) * 2.88539008f; /* tanh 9.1 rounds to 1 */
    rt_ivec biased = rt_bits(y + 12583039.0f); /* 1.5 * 2^23 + 127: the last bits are n + 127 */
    rt_vec r = y - rt_to_float(biased - 0x4b40007f);
    rt_vec scale = rt_from_bits(rt_shift_left(biased, 23));
    rt_vec r2 = r * r;
    rt_vec high = 0.00962544419f + r * 0.00133879215f + r2 * 0.000133328198f;
    rt_vec expm1 = r * (0.693147182f + r * 0.240225941f + r2 * (0.0555036627f + r * high));
    rt_vec one = rt_copysign(rt_splat(1.0f), x);
    rt_vec large = one - (one + one) / ((scale + 1.0f) + scale * expm1);
    rt_vec u = x * x;
    rt_vec u2 = u * u;
    rt_vec p = -0.333329469f + u * 0.133207291f + u2 * (-0.0526720099f + u * 0.0164378807f);
    return rt_select(rt_lt(rt_splat(0.55f), rt_abs(x)), large, x + x * u * p);
}
