/* linear.c - products with matrices: linear, embedding, matmul.
 *
 * Sources  https://pytorch.org/docs/1.13/generated/torch.nn.Linear.html
 *          https://pytorch.org/docs/1.13/generated/torch.nn.Embedding.html
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

/* The axis of the second matrix that the first one's C runs along with, as torch.matmul of arrays NTC. */
static enum axis rows_of(const struct value *b)
{
    return strchr(b->axes, 'T') ? T : strchr(b->axes, 'N') ? N
                                                           : C;
}

/* y[n][t][c] = sum over k of a[n][t][k] * b[n][k][c] */
void ref_matmul(struct node *node)
{
    const struct value *a = ref_input(node, 0), *b = ref_input(node, 1);
    enum axis rows = rows_of(b);
    size_t rest[AXES] = {b->size[D], b->size[N], b->size[T], b->size[C]}, i[AXES] = {0};
    if (a->size[C] != b->size[rows]) ref_fail(node, "its matrices do not fit");
    rest[rows] = 1;
    size_t size[AXES] = {a->size[D], a->size[N] > rest[N] ? a->size[N] : rest[N], a->size[T], rest[C]};
    struct value *y = ref_output(node, 0, size);
    do {
        double sum = 0;
        for (size_t k = 0; k < a->size[C]; k++) {
            size_t of_a[AXES] = {i[D], i[N], i[T], k}, of_b[AXES] = {i[D], i[N], i[T], i[C]};
            of_b[rows] = k;
            sum += a->at[ref_index(a, of_a)] * b->at[ref_index(b, of_b)];
        }
        y->at[ref_index(y, i)] = sum;
    } while (ref_next(i, size, "DNTC"));
}
