/* rows.c   copies rows of floats between places with strides of their own.
 * needs: vec */

/* n floats that lie side by side; where both places overlap, to lies before from. */
RT_INLINE void rt_copy(float *to, const float *from, int n)
{
    int i = 0;
    for (; i + RT_LANES <= n; i += RT_LANES)
        rt_store(to + i, rt_load(from + i));
    for (; i < n; i++)
        to[i] = from[i];
}

/* to[r * to_row + i * to_step] = from[r * from_row + i * from_step] for `rows` rows of `units` floats. */
RT_INLINE void rt_copy_rows(float *to, ptrdiff_t to_row, ptrdiff_t to_step, const float *from, ptrdiff_t from_row,
                            ptrdiff_t from_step, int rows, int units)
{
    if (to_step == 1 && from_step == 1) {
        for (int r = 0; r < rows; r++)
            rt_copy(to + r * to_row, from + r * from_row, units);
        return;
    }
    for (int r = 0; r < rows; r++)
        for (int i = 0; i < units; i++)
            to[r * to_row + i * to_step] = from[r * from_row + i * from_step];
}

RT_INLINE void rt_zero(float *to, int count)
{
    for (int i = 0; i < count; i++)
        to[i] = 0.0f;
}
