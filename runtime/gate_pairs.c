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

#if RT_PAIRS
/* A row of `even`: minus the sum over k < pairs of even[k] * even[pairs + k]; what it is to be multiplied with to be v again; whether
 * its products are taken one by one, as it holds NaN, infinities or what is as large. */
typedef struct { float own, inverse; int single; } rt_gate_row;

RT_INLINE float rt_gate_total(rt_vec v)
{
    float lane[RT_LANES];
    rt_store(lane, v);
    RT_UNROLL
    for (int half = RT_LANES / 2; half > 0; half /= 2) {
        RT_UNROLL
        for (int i = 0; i < half; i++)
            lane[i] += lane[i + half];
    }
    return lane[0];
}

/* even = v times a power of 2, so that the squares of its terms add up to about `squares`; behind them zeros, to a multiple of 16. */
RT_INLINE rt_gate_row rt_gate_even(float *even, const float *v, ptrdiff_t stride, int terms, int pairs, float squares)
{
    rt_gate_row row = {0.0f, 1.0f, 0};
    if (stride != 1 || terms % 16 > 0) {
        for (int k = 0; k < terms; k++)
            even[k] = v[k * stride];
        for (int k = terms; k % 16 > 0; k++)
            even[k] = 0.0f;
        v = even;
    }
    rt_vec total = rt_splat(0.0f), own = rt_splat(0.0f);
    for (int k = 0; k < terms; k += RT_LANES)
        total += rt_load(v + k) * rt_load(v + k);
    for (int k = 0; k < pairs; k += RT_LANES)
        own += rt_load(v + k) * rt_load(v + pairs + k);
    const float found = rt_gate_total(total);
    row.single = !(found < 1e37f);
    rt_vec power = rt_splat(1.0f);
    if (!row.single) {
        const rt_vec ratio = rt_at_least(rt_at_most(rt_splat(squares / found), rt_splat(1e24f)), rt_splat(1e-24f));
        const rt_ivec half = (rt_bits(ratio) - 0x3f800000) >> 24;
        power = rt_from_bits(rt_shift_left(127 + half, 23));
        row.inverse = rt_lane(rt_from_bits(rt_shift_left(127 - half, 23)), 0);
        row.own = -rt_gate_total(own) * rt_lane(power, 0) * rt_lane(power, 0);
    }
    for (int k = 0; k < terms; k += RT_LANES)
        rt_store(even + k, rt_load(v + k) * power);
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

/* to [gate][16] += the products of one row's terms, one by one. */
RT_APART void rt_gate_single(float *to, int gates, int last, const float *w, const float *v, int terms)
{
    for (int g = 0; g < gates; g++) {
        rt_vec sum = rt_splat(0.0f);
        for (int k = 0; k < terms; k++)
            sum += rt_load(w + (k * gates + g) * 16) * rt_splat(v[k]);
        float *const at = to + (g < gates - 1 ? g : last) * 16;
        rt_store(at, rt_load(at) + sum);
    }
}

/* For RT_LANES units of a panel and the gates of w, the last of which is gate `last` of to:
 *     to [row * to_row][gate][unit] += sum over k < terms of w[k][gate][unit] * v[row][k]
 * the first 3 * pairs terms by threes: k, pairs + k; 2 * pairs + k.
 * v: rows that rt_gate_even has made; own: what it says of each; w_own [gate][16]: the sums of w[k] * w[pairs + k]. */
RT_TILE void rt_gate_pairs(int rows, int gates, int last, float *to, int to_row, const float *w, const float *const *v, int terms,
                           int pairs, const rt_gate_row *const *own, const float *w_own)
{
    const int width = gates * 16, apart = pairs * width;
    rt_vec sum[12][4];
    RT_UNROLL
    for (int r = 0; r < rows; r++) {
        RT_UNROLL
        for (int g = 0; g < gates; g++)
            sum[r][g] = own[r]->own - rt_load(w_own + g * 16);
    }
    for (int k = 0; k < pairs; k++) {
        rt_gate_pair(rows, gates, sum, w + k * width, apart, v, k, pairs);
        rt_gate_term(rows, gates, sum, w + k * width + 2 * apart, v, 2 * pairs + k);
    }
    for (int k = 3 * pairs; k < terms; k++)
        rt_gate_term(rows, gates, sum, w + k * width, v, k);
    RT_UNROLL
    for (int r = 0; r < rows; r++) {
        float *const row = to + r * to_row;
        if (own[r]->single) {
            rt_gate_single(row, gates, last, w, v[r], terms);
            continue;
        }
        RT_UNROLL
        for (int g = 0; g < gates; g++) {
            float *const at = row + (g < gates - 1 ? g : last) * 16;
            rt_store(at, rt_load(at) + sum[r][g] * own[r]->inverse);
        }
    }
}
#endif
