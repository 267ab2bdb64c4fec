/* softplus.c   log(1 + e^(beta x)) / beta, and x itself where beta x is above the threshold; 2 ulp.
 * needs: vec exp
 *
 * max(x, 0) + log(1 + e^-|x|), and with q = e^-|x| and s = q / (2 + q), which is at most 1/3,
 * log(1 + q) = 2 atanh(s) = q - q^2/2 + s (q^2/2 + R(s^2)). */
RT_FUNC rt_vec rt_softplus(rt_vec x, float beta, float threshold)
{
    rt_vec v = x * beta;
    rt_vec q = rt_exp(-rt_abs(v));
    rt_vec s = q / (2.0f + q), z = s * s, half = 0.5f * q * q;
    rt_vec high = 0.286152184f + z * (0.214437187f + z * 0.24246344f);
    rt_vec rest = z * (0.666666746f + z * (0.399989486f + z * high));
    rt_vec y = q + (rt_at_least(v, rt_splat(0.0f)) - (half - s * (half + rest)));
    return rt_select(rt_lt(rt_splat(threshold), v), x, y / beta);
}
