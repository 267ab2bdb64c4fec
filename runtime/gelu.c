/* gelu.c   x Phi(x), Phi the normal distribution; at most 2.4 ulp off.
 * needs: vec exp
 *
 * With t = |x|: up to 0.6, Phi(x) = 1/2 + x P(x^2).  Beyond, t Phi(-t) = e^(-t^2/2) H(v) with v = (t - 1.5) / (t + 3),
 * where H is smooth up to 14.5, past which it is 0.  t^2 / 2 is taken in two parts, the first exact; H in a large part and
 * what is lost by its rounding, so that the last sum alone is rounded as a whole.
 * Coefficients: tests/accuracy/minimax.py. */

/* t Phi(-t) for t >= 0.6 */
RT_FUNC rt_vec rt_gelu_tail(rt_vec t)
{
    rt_ivec n;
    rt_vec upper = rt_from_bits(rt_bits(t) & -4096);
    rt_vec r = rt_exp_reduce(-0.5f * upper * upper, &n) - 0.5f * (t - upper) * (t + upper);
    rt_vec v = (t - 1.5f) / (t + 3.0f), v2 = v * v;
    rt_vec high = 0.0135613624f + v * 0.0101622883f + v2 * -0.00523963617f;
    rt_vec rest = v2 * (-0.442510664f + v * 0.296527892f + v2 * (-0.062517345f + v * -0.0364094041f + v2 * high));
    rt_vec h = 0.308670998f + v * 0.316681743f, lost = v * 0.316681743f - (h - 0.308670998f);
    rt_vec y = h + ((lost + rest) + (h + rest) * rt_exp_rest(r, r));
    return rt_at_least(y * 5.42101086e-20f * rt_pow2(n + 64), rt_splat(0.0f)); /* by way of 2^64, as 2^n may be no normal float */
}

RT_FUNC rt_vec rt_gelu(rt_vec x)
{
    rt_vec t = rt_at_most(rt_abs(x), rt_splat(14.5f)), u = t * t;
    rt_vec p = 0.398942202f + u * -0.0664877295f + u * u * (0.0099482527f + u * -0.00109557272f);
    rt_vec far = rt_at_least(x, rt_splat(0.0f)) - rt_gelu_tail(t);
    return rt_select(rt_lt(rt_splat(0.6f), t), far, x * (0.5f + x * p)) + rt_nan_at_minus_infinity(x);
}
