/* linear.c - products with matrices: linear, embedding, matmul.
 *
 * Sources  https://pytorch.org/docs/1.13/generated/torch.nn.Linear.html
 *          https://pytorch.org/docs/1.13/generated/torch.nn.Embedding.html
 *          https://pytorch.org/docs/1.13/generated/torch.matmul.html
 */
#include "reference.h"

#include <string.h>

/* y[o] = bias[o] + sum over i of weight[o][i] * x[i], over C. */
void ref_linear(struct node *node)
{
    const struct value *x = ref_input(node, 0);
    size_t in = x->size[C], out = ref_count(node, "out_features");
    const double *w = ref_weight(node, "weight", out * in), *bias = ref_weight(node, "bias", out);
    struct value *y = ref_output(node, 0, (size_t[AXES]){x->size[D], x->size[N], x->size[T], out});
    for (size_t place = 0; place < x->count / in; place++) {
        for (size_t o = 0; o < out; o++) {
            double sum = bias ? bias[o] : 0;
            for (size_t i = 0; i < in; i++) sum += w[o * in + i] * x->at[place * in + i];
            y->at[place * out + o] = sum;
        }
    }
    ref_apply(node, "activation", y);
}

/* Row `id` of the table, for every id: ids have no C, or one of size 1. */
void ref_embedding(struct node *node)
{
    const struct value *ids = ref_input(node, 0);
    size_t rows = ref_count(node, "num_embeddings"), width = ref_count(node, "embedding_dim");
    const double *table = ref_weight(node, "weight", rows * width);
    struct value *y =
        ref_output(node, 0, (size_t[AXES]){ids->size[D], ids->size[N], ids->size[T], width});
    if (ids->size[C] != 1) ref_fail(node, "ids have no channels, these have %d", (int)ids->size[C]);
    for (size_t i = 0; i < ids->count; i++) {
        double id = ids->at[i];
        if (!(id >= 0 && id < (double)rows))
            ref_fail(node, "id %d is not among the %d embeddings", (int)id, (int)rows);
        memcpy(y->at + i * width, table + (size_t)id * width, width * sizeof *table);
    }
}

/* The axis of b along which a's C runs: the first that b has of T, N and C. */
static enum axis inner_axis(const struct value *b)
{
    if (strchr(b->axes, 'T')) return T;
    return strchr(b->axes, 'N') ? N : C;
}

/* y[n][t][c] = sum over k of a[n][t][k] b[n][k][c], where k is b's inner axis. */
void ref_matmul(struct node *node)
{
    const struct value *a = ref_input(node, 0), *b = ref_input(node, 1);
    enum axis inner = inner_axis(b);
    size_t rows = inner != N && b->size[N] > a->size[N] ? b->size[N] : a->size[N], i[AXES] = {0};
    if (a->size[C] != b->size[inner]) ref_fail(node, "its matrices do not fit");
    struct value *y =
        ref_output(node, 0, (size_t[AXES]){1, rows, a->size[T], inner == C ? 1 : b->size[C]});
    do {
        double sum = 0;
        for (size_t k = 0; k < b->size[inner]; k++) {
            size_t of_a[AXES] = {0, i[N], i[T], k}, of_b[AXES] = {0, i[N], i[T], i[C]};
            of_b[inner] = k;
            sum += a->at[ref_index(a, of_a)] * b->at[ref_index(b, of_b)];
        }
        y->at[ref_index(y, i)] = sum;
    } while (ref_next(i, y->size, "DNTC"));
}
