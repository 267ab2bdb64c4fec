/* gate_pairs.c   the products of gate_sums.c with fewer multiplications, for processors that add beside them.
 * needs: gate_sums
 *
 * Two terms take one multiplication and two additions (S. Winograd, A New Algorithm for Inner Product, 1968):
 *     v0 w0 + v1 w1 = (v0 + w1) (v1 + w0) - v0 v1 - w0 w1
 * v0 v1 is the row's own, w0 w1 the weights': their sums are made once.  AMD's processors with 512-bit vectors begin two
 * multiply-adds and two additions a cycle.  So of each three terms two are a pair and one is multiplied as it is, which takes
 * two thirds of the time; other processors multiply each term.  A row is first multiplied with the power of 2 that makes it as
 * large as the weights: what is added and taken away again is then no larger than a product, nor is its rounding. */
#if !defined(RT_PAIRS)
#if RT_LANES == 16 && defined(__SSE4A__)
#define RT_PAIRS 1
#else
#define RT_PAIRS 0
#endif
#endif

typedef struct { float own, inverse; } rt_gate_row;

RT_INLINE float rt_gate_total(rt_vec v)
{
    float total = 0.0f;
    for (int lane = 0; lane < RT_LANES; lane++)
        total += rt_lane(v, lane);
    return total;
}

/* even = v times a power of 2, so that its `size` terms, a multiple of 16, have about `squares` as their sum of squares.
 * own: minus the sum over k < pairs of even[k] * even[pairs + k]; inverse: of the power of 2. */
RT_INLINE rt_gate_row rt_gate_even(float *even, const float *v, int size, int pairs, float squares)
{
    rt_gate_row row = {0.0f, 1.0f};
#if RT_PAIRS
    rt_vec sum = rt_splat(0.0f);
    for (int k = 0; k < size; k += RT_LANES)
        sum += rt_load(v + k) * rt_load(v + k);
    const rt_vec ratio = rt_splat(squares / rt_gate_total(sum));
    const rt_vec bounded = rt_at_least(rt_at_most(ratio, rt_splat(1e24f)), rt_splat(1e-24f));
    const rt_ivec half = (rt_bits(bounded) - 0x3f800000) >> 24;
    const rt_vec power = rt_from_bits(rt_shift_left(127 + half, 23));
    row.inverse = rt_lane(rt_from_bits(rt_shift_left(127 - half, 23)), 0);
    for (int k = 0; k < size; k += RT_LANES)
        rt_store(even + k, rt_load(v + k) * power);
    sum = rt_splat(0.0f);
    for (int k = 0; k < pairs; k += RT_LANES)
        sum += rt_load(even + k) * rt_load(even + pairs + k);
    row.own = -rt_gate_total(sum);
#else
    (void)even, (void)v, (void)size, (void)pairs, (void)squares;
#endif
    return row;
}

/* For each row and gate sum += w v[k], of one term; w: its weights, [gate][16]. */
RT_TILE void rt_gate_term(int rows, int gates, rt_vec (*sum)[4], const float *w, const float *const *v, int k)
{
    RT_UNROLL
    for (int g = 0; g < gates; g++) {
        const rt_vec weight = rt_hold(rt_load(w + g * 16));
        RT_UNROLL
        for (int r = 0; r < rows; r++)
            sum[r][g] += weight * rt_splat(v[r][k]);
    }
}

/* sum += (v[k] + w1) (v[pairs + k] + w0); w1 lies `apart` floats behind w0. */
RT_TILE void rt_gate_pair(int rows, int gates, rt_vec (*sum)[4], const float *w, int apart, const float *const *v, int k, int pairs)
{
    rt_vec w0[4], w1[4];
    RT_UNROLL
    for (int g = 0; g < gates; g++) {
        w0[g] = rt_hold(rt_load(w + g * 16));
        w1[g] = rt_hold(rt_load(w + apart + g * 16));
    }
    RT_UNROLL
    for (int r = 0; r < rows; r++) {
        const rt_vec v0 = rt_hold(rt_splat(v[r][k])), v1 = rt_hold(rt_splat(v[r][pairs + k]));
        RT_UNROLL
        for (int g = 0; g < gates; g++)
            sum[r][g] += (v0 + w1[g]) * (v1 + w0[g]);
    }
}

/* For RT_LANES units of a panel's gates sums [row][gate] = the sum over k < terms of w[k][gate][unit] * v[row][k], the first
 * 3 * pairs terms by threes: k, pairs + k; 2 * pairs + k.
 * v: rows that rt_gate_even has made; own: what it says of each; w_own [gate][16]: the sums of w[k] * w[pairs + k]. */
RT_TILE void rt_gate_pairs(int rows, int gates, rt_vec (*sum)[4], const float *w, const float *const *v, int terms, int pairs,
                           const rt_gate_row *own, const float *w_own)
{
    const int width = gates * 16, apart = pairs * width;
    RT_UNROLL
    for (int r = 0; r < rows; r++) {
        RT_UNROLL
        for (int g = 0; g < gates; g++)
            sum[r][g] = RT_PAIRS ? own[r].own - rt_load(w_own + g * 16) : rt_splat(0.0f);
    }
    for (int k = 0; RT_PAIRS && k < pairs; k++) {
        rt_gate_pair(rows, gates, sum, w + k * width, apart, v, k, pairs);
        rt_gate_term(rows, gates, sum, w + k * width + 2 * apart, v, 2 * pairs + k);
    }
    for (int k = RT_PAIRS ? 3 * pairs : 0; k < terms; k++)
        rt_gate_term(rows, gates, sum, w + k * width, v, k);
}
