/* total.c   a sum in each lane that keeps what rounding loses (Kahan), so that long ones stay exact.
 * A sum that has become infinite stays so: what it lost is no number, and left out.
 * needs: vec */
typedef struct { rt_vec sum, lost; } rt_total;

RT_INLINE rt_total rt_total_of(rt_vec v)
{
    rt_total t;
    t.sum = v;
    t.lost = rt_splat(0.0f);
    return t;
}

RT_INLINE void rt_total_add(rt_total *t, rt_vec v)
{
    rt_vec value = v - t->lost;
    rt_vec sum = t->sum + value;
    rt_ivec finite = rt_le(rt_abs(sum), rt_splat(3.40282347e+38f));
    t->lost = rt_select(finite, (sum - t->sum) - value, rt_splat(0.0f));
    t->sum = sum;
}

/* Adds v v.  The choice keeps the product whole: joined to what follows, its own rounding would show up in
 * `lost`, in some turns of an unrolled loop and not in others. */
RT_INLINE void rt_total_add_square(rt_total *t, rt_vec v)
{
    rt_total_add(t, rt_select(rt_eq(v, v), v * v, v));
}
