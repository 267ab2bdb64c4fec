/* tanh.c   for --fast-math: at most 2e-6 off, as a number.
 * needs: vec
 *
 * x P(x^2) / Q(x^2), the best such fraction for |x| up to 7, where tanh is 1 - 1.7e-6. */
typedef struct { rt_vec top, bottom; } rt_fraction;

RT_INLINE rt_fraction rt_tanh_ratio(rt_vec x)
{
    rt_fraction y;
    x = rt_at_least(rt_at_most(x, rt_splat(7.0f)), rt_splat(-7.0f));
    rt_vec u = x * x, u2 = u * u;
    y.top = x * ((0.999995669f + u * 0.123016218f) + u2 * (0.00227652523f + u * 3.92808245e-6f));
    y.bottom = (1.0f + u * 0.456334579f) + u2 * (0.0210699139f + u * 0.000142303366f);
    return y;
}

RT_FUNC rt_vec rt_tanh(rt_vec x)
{
    rt_fraction y = rt_tanh_ratio(x);
    return y.top / y.bottom;
}
