/* moments.c   mean and variance of rows x n floats.
 * needs: vec line
 *
 * Two passes: the second takes squares of what is left after the mean, and the sum of that itself, which
 * makes up for the rounding of the mean (Chan, Golub, LeVeque: Algorithms for computing the sample variance). */
typedef struct { float mean, rest, squares; } rt_moments; /* mean + rest is the mean, squares / count the variance */

RT_FUNC rt_moments rt_block_moments(const float *p, ptrdiff_t row, int rows, ptrdiff_t stride, int n)
{
    rt_moments m = {0.0f, 0.0f, 0.0f};
    rt_vec part[RT_PARTS], square[RT_PARTS];
    const float count = (float)rows * (float)n;
    for (int j = 0; j < rows; j++)
        m.mean += rt_line_sum(p + j * row, stride, n);
    m.mean /= count;
    for (int k = 0; k < RT_PARTS; k++)
        part[k] = square[k] = rt_splat(0.0f);
    for (int j = 0; j < rows; j++)
        for (int i = 0; i < n; i += 16)
            for (int k = 0, at = i; k < RT_PARTS && at < n; k++, at += RT_LANES) {
                rt_vec v = rt_line_part(p + j * row + at * stride, stride, n - at, m.mean) - rt_splat(m.mean);
                part[k] += v;
                square[k] += v * v;
            }
    m.rest = rt_tree_sum(part) / count;
    m.squares = rt_tree_sum(square) - m.rest * m.rest * count;
    return m;
}
