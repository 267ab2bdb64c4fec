/* rows.c   copies rows of floats between places with strides of their own.
 * needs: vec */

/* to[r * to_row + i * to_step] = from[r * from_row + i * from_step] for `rows` rows of `units` floats. */
RT_INLINE void rt_copy_rows(float *to, ptrdiff_t to_row, ptrdiff_t to_step, const float *from, ptrdiff_t from_row,
                            ptrdiff_t from_step, int rows, int units)
{
    for (int r = 0; r < rows; r++)
        for (int i = 0; i < units; i++)
            to[r * to_row + i * to_step] = from[r * from_row + i * from_step];
}

RT_INLINE void rt_zero(float *to, int count)
{
    for (int i = 0; i < count; i++)
        to[i] = 0.0f;
}
