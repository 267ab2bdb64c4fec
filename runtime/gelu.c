/* gelu.c   x Phi(x), Phi the normal distribution; at most 5 ulp off.
 * needs: vec exp
 *
 * With t = |x|: up to 0.8, Phi(x) = 1/2 + x P(x^2).  Beyond, t Phi(-t) = e^(-t^2/2) H(v) with v = (t - 3) / (t + 3),
 * where H is smooth up to 14.5, past which it is 0.  t^2 / 2 is taken in two parts, the first exact.
 * Coefficients: tests/accuracy/minimax.py. */

/* t Phi(-t) for t >= 0.8 */
RT_FUNC rt_vec rt_gelu_tail(rt_vec t)
{
    rt_ivec n;
    rt_vec upper = rt_from_bits(rt_bits(t) & -4096);
    rt_vec r = rt_exp_reduce(-0.5f * upper * upper, &n) - 0.5f * (t - upper) * (t + upper);
    rt_vec v = (t - 3.0f) / (t + 3.0f), v2 = v * v;
    rt_vec high = 0.00396611448f + v * -3.69925619e-5f + v2 * -0.000548571988f;
    rt_vec middle = -0.0288582202f + v * -0.00173900032f + v2 * high;
    rt_vec h = 0.364541858f + v * 0.109875865f + v2 * (-0.139657363f + v * 0.0913768336f + v2 * middle);
    rt_ivec half = n >> 1; /* in two steps, or a tiny result would lose its digits */
    rt_vec scale = h * rt_pow2(half);
    return rt_at_least((scale + scale * rt_exp_rest(r, r)) * rt_pow2(n - half), rt_splat(0.0f));
}

RT_FUNC rt_vec rt_gelu(rt_vec x)
{
    rt_vec t = rt_at_most(rt_abs(x), rt_splat(14.5f));
    rt_vec tail = rt_gelu_tail(t), u = t * t, u2 = u * u;
    rt_vec p = 0.398942262f + u * -0.0664899051f + u2 * (0.00996995158f + u * -0.00117578253f + u2 * 9.87155727e-5f);
    rt_vec far = rt_select(rt_lt(x, rt_splat(0.0f)), -tail, x - tail);
    return rt_select(rt_lt(rt_splat(0.8f), t), far, x * (0.5f + x * p)) + rt_nan_at_minus_infinity(x);
}
