/* winograd.c   a convolution over T by pairs of steps, with fewer multiplications.
 * needs: tile
 *
 * Two neighbouring results of three taps, y0 = x0 g0 + x1 g1 + x2 g2 and y1 = x1 g0 + x2 g1 + x3 g2, take four
 * multiplications in place of six (what stands right of each x is made at build time):
 *     m1 = (x0 - x2) g0                   y0 = m1 + m2 + m3
 *     m2 = (x1 + x2) (g0 + g1 + g2) / 2   y1 = m2 - m3 - m4
 *     m3 = (x2 - x1) (g0 - g1 + g2) / 2
 *     m4 = (x1 - x3) g2
 * A longer kernel is cut into threes of taps.  Of two taps that are left over y0 = x0 g0 + x1 g1 and y1 = x1 g0 + x2 g1
 * take three multiplications in place of four, of which m2 joins the other m2; one tap is multiplied as it is:
 *     m1 = (x0 - x1) g0   m2 = x1 (g0 + g1)   m4 = (x1 - x2) g1   y0 = m1 + m2   y1 = m2 - m4
 * Each of m1 to m4 is summed over threes and channels before they are put together, so that each sum is a product of rows
 * with weights as in tile.c.  A result depends on the steps in its own window and no others.
 * (S. Winograd, Arithmetic Complexity of Computations, 1980; A. Lavin, S. Gray, Fast Algorithms for Convolutional Neural
 * Networks, 2015: F(2,3) and F(2,2).) */

/* What m2, m3 and m1 multiply, for each of `steps` steps of x [step][channels] and the two behind it: x1 + x2 at sum, x2 - x1
 * `apart` floats further, x0 - x2 again so much further.  m4 has the next step's x0 - x2. */
RT_FUNC void rt_winograd_rows(float *sum, ptrdiff_t apart, const float *x, int channels, int steps)
{
    float *difference = sum + apart, *skip = difference + apart;
    int i = 0;
    for (; i + RT_LANES <= steps * channels; i += RT_LANES) {
        const rt_vec x0 = rt_load(x + i), x1 = rt_load(x + i + channels), x2 = rt_load(x + i + 2 * channels);
        rt_store(sum + i, x1 + x2);
        rt_store(difference + i, x2 - x1);
        rt_store(skip + i, x0 - x2);
    }
    for (; i < steps * channels; i++) {
        const float x0 = x[i], x1 = x[i + channels], x2 = x[i + 2 * channels];
        sum[i] = x1 + x2;
        difference[i] = x2 - x1;
        skip[i] = x0 - x2;
    }
}

/* sums[2 r][c], sums[2 r + 1][c] = the results of pair r of a tile's `rows` pairs.  `sum` is what rt_winograd_rows made, from the
 * tile's first step on; threes: of taps; left_over: taps behind them, which begin with that step's row at `rest` in x.
 * w [term][panel]: for each three and channel m2's, m3's, m1's, m4's (with the other sign); for the taps left over and each channel the
 * one's weight, or m2's, m1's (for x1 - x0), m4's (for x2 - x1). */
RT_TILE void rt_winograd(int rows, int vecs, float *sums, const float *bias, const float *sum, ptrdiff_t apart, int threes,
                         int left_over, const float *rest, int channels, const float *w, int panel)
{
    const float *difference = sum + apart, *skip = difference + apart, *behind = difference + 3 * threes * channels;
    const ptrdiff_t two = 2 * channels, three = 3 * channels, next = (ptrdiff_t)channels * panel, part = threes * next;
    const int columns = vecs * RT_LANES;
    const float *w_rest = w + 4 * part;
    float *even = sums, *odd = sums + columns;
    rt_vec m3[12][8];
    rt_tile(rows, vecs, even, 2 * columns, bias, 0, sum, two, threes, three, channels, 1, w, 0, panel);
    if (left_over == 2)
        rt_tile(rows, vecs, even, 2 * columns, even, 2 * columns, rest + channels, two, 1, 0, channels, 1, w_rest, 0, panel);
    rt_tile_sum(rows, vecs, m3, difference, two, threes, three, channels, 1, w + part, 0, panel);
    RT_UNROLL
    for (int r = 0; r < rows; r++) {
        RT_UNROLL
        for (int v = 0; v < vecs; v++) {
            const int at = 2 * r * columns + v * RT_LANES;
            const rt_vec m2 = rt_load(even + at);
            rt_store(even + at, m2 + m3[r][v]);
            rt_store(odd + at, m2 - m3[r][v]);
        }
    }
    rt_tile(rows, vecs, even, 2 * columns, even, 2 * columns, skip, two, threes, three, channels, 1, w + 2 * part, 0, panel);
    rt_tile(rows, vecs, odd, 2 * columns, odd, 2 * columns, skip + channels, two, threes, three, channels, 1, w + 3 * part, 0, panel);
    if (left_over == 1) {
        rt_tile(rows, vecs, even, 2 * columns, even, 2 * columns, rest, two, 1, 0, channels, 1, w_rest, 0, panel);
        rt_tile(rows, vecs, odd, 2 * columns, odd, 2 * columns, rest + channels, two, 1, 0, channels, 1, w_rest, 0, panel);
    } else if (left_over == 2) {
        rt_tile(rows, vecs, even, 2 * columns, even, 2 * columns, behind - channels, two, 1, 0, channels, 1, w_rest + next, 0, panel);
        rt_tile(rows, vecs, odd, 2 * columns, odd, 2 * columns, behind, two, 1, 0, channels, 1, w_rest + 2 * next, 0, panel);
    }
}
