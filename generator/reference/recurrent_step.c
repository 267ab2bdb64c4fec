/* recurrent_step.c - one step of an LSTM, a GRU and a plain recurrent network, of one row.
 *
 * Sources  https://pytorch.org/docs/1.13/generated/torch.nn.LSTM.html, torch.nn.GRU.html,
 *          torch.nn.RNN.html; gate order i f g o and r z n
 *          peephole (i and f see the old c, o the new one):
 *          https://onnx.ai/onnx/operators/onnx__LSTM.html
 *          reset_after false: the reset gate scales h before the product (Cho et al. 2014, Keras)
 */
#include "reference.h"

/* Row k of a (rows, columns) matrix times a vector, plus the row's bias. */
static double row_sum(const double *w, const double *bias, const double *v, size_t columns,
                      size_t k)
{
    double sum = bias ? bias[k] : 0;
    for (size_t j = 0; j < columns; j++) sum += w[k * columns + j] * v[j];
    return sum;
}

static double input_sum(const struct recurrent *r, const double *x, size_t k)
{
    return row_sum(r->w_ih, r->b_ih, x, r->inputs, k);
}

static double state_sum(const struct recurrent *r, const double *h, size_t k)
{
    return row_sum(r->w_hh, r->b_hh, h, r->state, k);
}

static double apply(const struct activation *f, double x)
{
    return f->of(x, f->a, f->b);
}

/* h, c: the state before, replaced by the state after. */
void ref_lstm_step(const struct recurrent *r, const double *x, double *h, double *c)
{
    size_t H = r->hidden;
    double *sums = r->sums, *let_out = r->sums + 4 * H;
    for (size_t k = 0; k < 4 * H; k++) sums[k] = input_sum(r, x, k) + state_sum(r, h, k);
    for (size_t j = 0; j < H; j++) {
        double i = apply(&r->gate, sums[j] + (r->w_ci ? r->w_ci[j] * c[j] : 0));
        double f = apply(&r->gate, sums[H + j] + (r->w_cf ? r->w_cf[j] * c[j] : 0));
        double g = apply(&r->activation, sums[2 * H + j]);
        c[j] = f * c[j] + i * g;
        double o = apply(&r->gate, sums[3 * H + j] + (r->w_co ? r->w_co[j] * c[j] : 0));
        let_out[j] = o * apply(&r->activation, c[j]);
    }
    for (size_t j = 0; j < r->state; j++)
        h[j] = r->w_hr ? row_sum(r->w_hr, NULL, let_out, H, j) : let_out[j];
}

void ref_gru_step(const struct recurrent *r, const double *x, double *h, double *c)
{
    size_t H = r->hidden;
    double *reset = r->sums, *keep = r->sums + H, *candidate = r->sums + 2 * H,
           *seen = r->sums + 3 * H;
    (void)c;
    for (size_t j = 0; j < H; j++) {
        reset[j] = apply(&r->gate, input_sum(r, x, j) + state_sum(r, h, j));
        keep[j] = apply(&r->gate, input_sum(r, x, H + j) + state_sum(r, h, H + j));
        seen[j] = r->reset_after ? h[j] : reset[j] * h[j];
    }
    for (size_t j = 0; j < H; j++) {
        double from_state = state_sum(r, seen, 2 * H + j);
        if (r->reset_after) from_state *= reset[j];
        candidate[j] = apply(&r->activation, input_sum(r, x, 2 * H + j) + from_state);
    }
    for (size_t j = 0; j < H; j++) h[j] = (1 - keep[j]) * candidate[j] + keep[j] * h[j];
}

void ref_rnn_step(const struct recurrent *r, const double *x, double *h, double *c)
{
    (void)c;
    for (size_t j = 0; j < r->hidden; j++)
        r->sums[j] = apply(&r->activation, input_sum(r, x, j) + state_sum(r, h, j));
    for (size_t j = 0; j < r->hidden; j++) h[j] = r->sums[j];
}
