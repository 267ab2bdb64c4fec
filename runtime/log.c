/* log.c   the natural logarithm, at most 1 ulp off.
 * needs: vec
 *
 * x = 2^k (1 + f) with 1 + f from sqrt(1/2) to sqrt(2), and log(1 + f) = 2 atanh(s) for s = f / (2 + f),
 * so f - f^2/2 + s (f^2/2 + R(s^2)), in which only small parts are rounded. */

RT_FUNC rt_vec rt_log(rt_vec x)
{
    rt_ivec tiny = rt_lt(x, rt_splat(1.17549435e-38f));
    rt_ivec bits = rt_bits(rt_abs(rt_select(tiny, x * 8388608.0f, x)));
    rt_ivec k = (bits - 0x3f3504f3) >> 23;
    rt_vec f = rt_from_bits(bits - rt_shift_left(k, 23)) - 1.0f;
    rt_vec s = f / (2.0f + f), z = s * s, half = 0.5f * f * f;
    rt_vec rest = z * (0.666666627f + z * (0.400009751f + z * (0.284984887f + z * 0.242861062f)));
    rt_vec e = rt_to_float(k - (tiny & 23));
    rt_vec y = e * 0.693145752f - ((half - (s * (half + rest) + e * 1.42860677e-6f)) - f);
    rt_vec infinity = rt_from_bits(rt_bits(rt_splat(0.0f)) + 0x7f800000);
    y = rt_select(rt_lt(x, infinity), y, x);
    y = rt_select(rt_eq(x, rt_splat(0.0f)), -infinity, y);
    return rt_select(rt_lt(x, rt_splat(0.0f)), infinity - infinity, y);
}
