/* gate_rest.c   an lstm's or gru's units behind its last whole panel of 16, where they are few: 4 or 8, padded with zeros.
 * needs: vec unroll
 *
 * A row's sums of them lie side by side, [gate 4][unit], so that no vector is left half empty.  Before they are worked on as
 * gates, rows are put together until one gate fills a vector: the units of a row, behind them those of the next … */
#define RT_REST_STEP(units) (RT_LANES < (units) ? RT_LANES : (units)) /* units of a row in a vector */
#define RT_REST_ROWS(units) (RT_LANES / RT_REST_STEP(units))          /* rows in it */

/* The first and the second halves of two vectors; their first and third quarters, their second and fourth. */
#if RT_LANES >= 8
#if defined(__clang__)
#define RT_CHOICE(name, ...) \
    RT_INLINE rt_vec name(rt_vec a, rt_vec b) \
    { \
        return __builtin_shufflevector(a, b, __VA_ARGS__); \
    }
#else
#define RT_CHOICE(name, ...) \
    RT_INLINE rt_vec name(rt_vec a, rt_vec b) \
    { \
        const rt_ivec lanes = {__VA_ARGS__}; \
        return __builtin_shuffle(a, b, lanes); \
    }
#endif
#if RT_LANES == 16
RT_CHOICE(rt_firsts, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23)
RT_CHOICE(rt_seconds, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31)
RT_CHOICE(rt_odd, 0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27)
RT_CHOICE(rt_even, 4, 5, 6, 7, 12, 13, 14, 15, 20, 21, 22, 23, 28, 29, 30, 31)
#else
RT_CHOICE(rt_firsts, 0, 1, 2, 3, 8, 9, 10, 11)
RT_CHOICE(rt_seconds, 4, 5, 6, 7, 12, 13, 14, 15)
#endif
#endif

/* A vector of row r's sums [gate 4][unit]; the last of `rows` stands for those that lack. */
RT_INLINE rt_vec rt_rest_load(int units, int rows, const float *sums, int r)
{
    return rt_load(sums + (r < rows ? r : rows - 1) * 4 * units);
}

/* gate[g] = a vector of units u… of gate g; sums [rows][gate 4][unit]. */
RT_TILE void rt_rest_gates(int units, int rows, const float *sums, int u, rt_vec *gate)
{
#if RT_LANES >= 8
    if (RT_LANES == 2 * units) {
        const rt_vec a = rt_rest_load(units, rows, sums, 0), b = rt_rest_load(units, rows, sums, 1);
        const rt_vec c = rt_rest_load(units, rows, sums + RT_LANES, 0), d = rt_rest_load(units, rows, sums + RT_LANES, 1);
        gate[0] = rt_firsts(a, b);
        gate[1] = rt_seconds(a, b);
        gate[2] = rt_firsts(c, d);
        gate[3] = rt_seconds(c, d);
        return;
    }
#endif
#if RT_LANES == 16
    if (RT_LANES == 4 * units) {
        const rt_vec a = rt_rest_load(units, rows, sums, 0), b = rt_rest_load(units, rows, sums, 1);
        const rt_vec c = rt_rest_load(units, rows, sums, 2), d = rt_rest_load(units, rows, sums, 3);
        gate[0] = rt_odd(rt_firsts(a, b), rt_firsts(c, d));
        gate[1] = rt_even(rt_firsts(a, b), rt_firsts(c, d));
        gate[2] = rt_odd(rt_seconds(a, b), rt_seconds(c, d));
        gate[3] = rt_even(rt_seconds(a, b), rt_seconds(c, d));
        return;
    }
#endif
    RT_UNROLL
    for (int g = 0; g < 4; g++)
        gate[g] = rt_rest_load(units, rows, sums + g * units + u, 0);
}

/* to = a vector of units of rows that lie `stride` floats apart. */
RT_TILE void rt_rest_take(int units, int rows, float *to, const float *from, ptrdiff_t stride)
{
    const int step = RT_REST_STEP(units), count = RT_REST_ROWS(units);
    RT_UNROLL
    for (int r = 0; r < count; r++) {
        RT_UNROLL
        for (int u = 0; u < step; u++)
            to[r * step + u] = from[(r < rows ? r : rows - 1) * stride + u];
    }
}

/* The way back, to those rows that are there. */
RT_TILE void rt_rest_give(int units, int rows, float *to, ptrdiff_t stride, const float *from)
{
    const int step = RT_REST_STEP(units), count = RT_REST_ROWS(units) < rows ? RT_REST_ROWS(units) : rows;
    RT_UNROLL
    for (int r = 0; r < count; r++) {
        RT_UNROLL
        for (int u = 0; u < step; u++)
            to[r * stride + u] = from[r * step + u];
    }
}
