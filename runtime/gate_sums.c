/* gate_sums.c   adds products with a recurrent layer's weights to sums that are held in registers.
 * needs: vec unroll
 *
 * Weights lie in panels [term][gate][16]: for each term of the sums 16 units of each gate side by side.  A tile is some
 * rows by some panels.  A long sum of few rows runs in blocks of terms, side by side, joined in order; how many follows
 * from the layer's sizes and its rows, so that the same bits come out of every tile. */
typedef struct { int rows, panels, gates, blocks; } rt_gate_tile; /* sums [rows][panels][gates][blocks] */

/* A tile's size where vector registers are many (32), some (16 and FMA), few (16, which hold products too), none. */
#if RT_LANES == 1
#define RT_BY_REGISTERS(many, some, few, none) (none)
#elif defined(__AVX512F__) || defined(__aarch64__)
#define RT_BY_REGISTERS(many, some, few, none) (many)
#elif defined(__FMA__)
#define RT_BY_REGISTERS(many, some, few, none) (some)
#else
#define RT_BY_REGISTERS(many, some, few, none) (few)
#endif

/* For RT_LANES units u of the gates of a row r and a panel q, gates from `shared` on being the last ones of the sums:
 *     sums += sum over k < terms of w[q][k][gate][u] * v[r][k * stride]
 * in `blocks` parts, those past the first from 0; sum[…][0] has the whole.  Of several rows and panels it is in a register
 * then: gcc would keep it in memory while it grows, to have registers for what is made of it. */
RT_TILE void rt_gate_sums(rt_gate_tile tile, int gates, int shared, rt_vec *sum, const float *w, const float *const *v,
                          ptrdiff_t stride, int terms, int blocks)
{
    const int sums = tile.rows * tile.panels * tile.gates, part = terms / blocks;
    RT_UNROLL
    for (int i = 0; i < sums; i++) {
        RT_UNROLL
        for (int b = 1; b < blocks; b++)
            sum[i * tile.blocks + b] = rt_splat(0.0f);
    }
    RT_ROLLED
    for (int k = 0; k < part; k++, w += gates * 16) {
        RT_UNROLL
        for (int q = 0; q < tile.panels; q++) {
            RT_UNROLL
            for (int b = 0; b < blocks; b++) {
                RT_UNROLL
                for (int g = 0; g < gates; g++) {
                    const int gate = g < shared ? g : g + tile.gates - gates;
                    rt_vec weight = rt_load(w + ((q * terms + b * part) * gates + g) * 16);
                    if (tile.rows > 1) weight = rt_hold(weight);
                    RT_UNROLL
                    for (int r = 0; r < tile.rows; r++) {
                        const int i = (r * tile.panels + q) * tile.gates + gate;
                        sum[i * tile.blocks + b] += weight * rt_splat(v[r][(b * part + k) * stride]);
                    }
                }
            }
        }
    }
    RT_UNROLL
    for (int i = 0; i < sums; i++) {
        RT_UNROLL
        for (int b = 1; b < blocks; b++)
            sum[i * tile.blocks] += sum[i * tile.blocks + b];
        if (tile.rows > 1 && tile.panels > 1) sum[i * tile.blocks] = rt_hold(sum[i * tile.blocks]);
    }
}
