/* tile.c   products of rows with packed weights, a tile of sums held in registers.
 * needs: vec unroll share
 *
 * Weights lie in panels [term][panel]: for each term of the sum `panel` outputs side by side.  A tile is `rows` rows by
 * `vecs` vectors of outputs; all its sizes are constants, so that the loops over it unroll and its sums stay in registers.
 * Each sum runs over its terms in order, from 0, whatever the tile: the same bits come out of every tile size.
 * A tile's last vector may reach up to 15 floats behind the panel; the arrays are that much longer. */
#if defined(__GNUC__)
#define RT_ALIGNED __attribute__((aligned(RT_LANES * 4)))
#else
#define RT_ALIGNED
#endif

/* How many sums the registers hold beside weights, a factor and, without FMA, a product. */
#if defined(__AVX512F__) || defined(__aarch64__)
#define RT_SUMS 24
#elif defined(__FMA__)
#define RT_SUMS 12
#else
#define RT_SUMS 8
#endif

#define RT_SMALLER(a, b) ((a) < (b) ? (a) : (b))
#define RT_SHARES(n, most) (((n) + (most)-1) / (most)) /* parts of at most `most` that n takes */
#define RT_EVEN(n, most) RT_SHARES(n, RT_SHARES(n, most)) /* the size of such parts when they are alike */

/* Vectors of a tile over a panel, if it has `rows` rows (4 for 4 or more), and rows of a tile over n rows. */
#define RT_MOST_VECS(rows) RT_SMALLER((rows) < 4 ? 8 : 4, (rows) < RT_SUMS ? RT_SUMS / (rows) : 1)
#define RT_VECS(panel, rows) RT_EVEN(RT_SHARES(panel, RT_LANES), RT_MOST_VECS(rows))
#define RT_ROWS(n, vecs) RT_EVEN(n, RT_SMALLER(12, RT_SUMS / (vecs)))

/* sum[r] = the sum over taps k and channels i of
 *     x[r * x_row + k * x_tap + i * x_channel] * w[r * w_row + (k * channels + i) * panel + c]
 * for a tile's rows r and vecs * RT_LANES columns c. */
RT_TILE void rt_tile_sum(int rows, int vecs, rt_vec (*sum)[8], const float *x, ptrdiff_t x_row, int taps, ptrdiff_t x_tap,
                         int channels, ptrdiff_t x_channel, const float *w, ptrdiff_t w_row, int panel)
{
    RT_UNROLL
    for (int r = 0; r < rows; r++) {
        RT_UNROLL
        for (int v = 0; v < vecs; v++)
            sum[r][v] = rt_splat(0.0f);
    }
    for (int k = 0; k < taps; k++) {
        const float *at = x + k * x_tap;
        for (int i = 0; i < channels; i++) {
            RT_UNROLL
            for (int r = 0; r < rows; r++) {
                RT_UNROLL
                for (int v = 0; v < vecs; v++)
                    sum[r][v] += rt_splat(at[r * x_row]) * rt_load(w + r * w_row + v * RT_LANES);
            }
            at += x_channel;
            w += panel;
        }
    }
}

/* sums = add + the sum of rt_tile_sum; rows of sums and add (NULL: nothing to add) lie sums_row and add_row floats apart. */
RT_TILE void rt_tile(int rows, int vecs, float *sums, ptrdiff_t sums_row, const float *add, ptrdiff_t add_row, const float *x,
                     ptrdiff_t x_row, int taps, ptrdiff_t x_tap, int channels, ptrdiff_t x_channel, const float *w,
                     ptrdiff_t w_row, int panel)
{
    rt_vec sum[12][8];
    rt_tile_sum(rows, vecs, sum, x, x_row, taps, x_tap, channels, x_channel, w, w_row, panel);
    RT_UNROLL
    for (int r = 0; r < rows; r++) {
        RT_UNROLL
        for (int v = 0; v < vecs; v++) {
            const int c = v * RT_LANES;
            rt_store(sums + r * sums_row + c, add ? rt_load(add + r * add_row + c) + sum[r][v] : sum[r][v]);
        }
    }
}

/* sums = bias + the sum of block 0 + that of block 1 + ...; taps and channels are those of one block.  Block b begins at
 * b / parts * x_block + b % parts * x_part in x: some taps, or a part of their channels. */
RT_TILE void rt_tile_blocks(int rows, int vecs, float *sums, const float *bias, const float *x, ptrdiff_t x_row, int blocks,
                            ptrdiff_t x_block, int parts, ptrdiff_t x_part, int taps, ptrdiff_t x_tap, int channels,
                            ptrdiff_t x_channel, const float *w, int panel)
{
    rt_vec sum[12][8], all[12][8];
    RT_UNROLL
    for (int r = 0; r < rows; r++) {
        RT_UNROLL
        for (int v = 0; v < vecs; v++)
            all[r][v] = rt_load(bias + v * RT_LANES);
    }
    for (int b = 0; b < blocks; b++) {
        rt_tile_sum(rows, vecs, sum, x + b / parts * x_block + b % parts * x_part, x_row, taps, x_tap, channels, x_channel,
                    w + b * taps * channels * panel, 0, panel);
        RT_UNROLL
        for (int r = 0; r < rows; r++) {
            RT_UNROLL
            for (int v = 0; v < vecs; v++)
                all[r][v] += sum[r][v];
        }
    }
    RT_UNROLL
    for (int r = 0; r < rows; r++) {
        RT_UNROLL
        for (int v = 0; v < vecs; v++)
            rt_store(sums + (r * vecs + v) * RT_LANES, all[r][v]);
    }
}

/* sums[c] = start[c] + parts[0][c] + parts[1][c] + ...: the parts of one row's sum that were worked on side by side. */
RT_TILE void rt_tile_join(int count, int vecs, float *sums, const float *start, const float *parts)
{
    RT_UNROLL
    for (int v = 0; v < vecs; v++) {
        rt_vec sum = rt_load(start + v * RT_LANES);
        RT_UNROLL
        for (int i = 0; i < count; i++)
            sum += rt_load(parts + (i * vecs + v) * RT_LANES);
        rt_store(sums + v * RT_LANES, sum);
    }
}

/* The first n floats at p, all of a vector if n is larger. */
RT_INLINE rt_vec rt_get(const float *p, int n) { return n >= RT_LANES ? rt_load(p) : rt_load_n(p, n); }

/* The first n values of a vector, all if n is larger, side by side at p. */
RT_INLINE void rt_put(float *p, rt_vec v, int n)
{
    if (n >= RT_LANES)
        rt_store(p, v);
    else
        rt_store_n(p, v, n);
}

#if RT_LANES > 1 && (defined(__clang__) || __GNUC__ >= 12)
#define RT_QUADS
typedef float rt_quad __attribute__((vector_size(16), aligned(4), may_alias));

/* Four rows of four become four columns. */
RT_INLINE void rt_put_quads(float *y, ptrdiff_t y_column, const float *sums, ptrdiff_t sums_row)
{
    const rt_quad a = *(const rt_quad *)sums, b = *(const rt_quad *)(sums + sums_row);
    const rt_quad c = *(const rt_quad *)(sums + 2 * sums_row), d = *(const rt_quad *)(sums + 3 * sums_row);
    const rt_quad ab = __builtin_shufflevector(a, b, 0, 4, 1, 5), ab2 = __builtin_shufflevector(a, b, 2, 6, 3, 7);
    const rt_quad cd = __builtin_shufflevector(c, d, 0, 4, 1, 5), cd2 = __builtin_shufflevector(c, d, 2, 6, 3, 7);
    *(rt_quad *)y = __builtin_shufflevector(ab, cd, 0, 1, 4, 5);
    *(rt_quad *)(y + y_column) = __builtin_shufflevector(ab, cd, 2, 3, 6, 7);
    *(rt_quad *)(y + 2 * y_column) = __builtin_shufflevector(ab2, cd2, 0, 1, 4, 5);
    *(rt_quad *)(y + 3 * y_column) = __builtin_shufflevector(ab2, cd2, 2, 3, 6, 7);
}
#endif

/* rows by n values, rows sums_row floats apart, to where the values of a row lie y_column floats apart, and rows y_row. */
RT_FUNC void rt_put_columns(float *y, ptrdiff_t y_row, ptrdiff_t y_column, const float *sums, ptrdiff_t sums_row, int rows, int n)
{
#ifdef RT_QUADS
    const int whole = y_row == 1 ? rows / 4 * 4 : 0, columns = n / 4 * 4; /* what goes four by four */
    for (int r = 0; r < whole; r += 4)
        for (int c = 0; c < columns; c += 4)
            rt_put_quads(y + c * y_column + r, y_column, sums + r * sums_row + c, sums_row);
#else
    const int whole = 0, columns = 0;
#endif
    for (int r = 0; r < rows; r++)
        for (int c = r < whole ? columns : 0; c < n; c++)
            y[c * y_column + r * y_row] = sums[r * sums_row + c];
}
