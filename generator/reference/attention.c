/* attention.c - multi-head self-attention over T.
 *
 * Source  https://pytorch.org/docs/1.13/generated/torch.nn.MultiheadAttention.html, without masks:
 *         head(q, k, v) = softmax(q k' / sqrt(features of a head)) v
 *         in_proj stacks the rows of q, k and v
 */
#include "reference.h"

#include <math.h>

struct heads {
    size_t steps, features, width; /* width: features of one head */
    const double *q, *k, *v;       /* each [T][features] */
};

static void project(const double *w, const double *bias, const double *x, size_t steps, size_t in,
                    size_t out, double *y)
{
    for (size_t t = 0; t < steps; t++) {
        for (size_t o = 0; o < out; o++) {
            double sum = bias ? bias[o] : 0;
            for (size_t i = 0; i < in; i++) sum += w[o * in + i] * x[t * in + i];
            y[t * out + o] = sum;
        }
    }
}

/* How much step t looks at each step, in the head whose features begin at `first`. */
static void scores(const struct heads *heads, size_t t, size_t first, double *weight)
{
    double largest = -INFINITY, total = 0;
    for (size_t s = 0; s < heads->steps; s++) {
        weight[s] = 0;
        for (size_t c = first; c < first + heads->width; c++)
            weight[s] += heads->q[t * heads->features + c] * heads->k[s * heads->features + c];
        weight[s] /= sqrt((double)heads->width);
        if (weight[s] > largest) largest = weight[s];
    }
    for (size_t s = 0; s < heads->steps; s++) total += weight[s] = exp(weight[s] - largest);
    for (size_t s = 0; s < heads->steps; s++) weight[s] /= total;
}

static void attend(const struct heads *heads, double *weight, double *seen)
{
    for (size_t t = 0; t < heads->steps; t++) {
        for (size_t first = 0; first < heads->features; first += heads->width) {
            scores(heads, t, first, weight);
            for (size_t c = first; c < first + heads->width; c++) {
                double sum = 0;
                for (size_t s = 0; s < heads->steps; s++)
                    sum += weight[s] * heads->v[s * heads->features + c];
                seen[t * heads->features + c] = sum;
            }
        }
    }
}

void ref_attention(struct node *node)
{
    const struct value *x = ref_input(node, 0);
    size_t steps = x->size[T], E = x->size[C], count = ref_count(node, "num_heads");
    if (E % count != 0) ref_fail(node, "%d channels do not make %d heads", (int)E, (int)count);
    const double *in_w = ref_weight(node, "in_proj_weight", 3 * E * E);
    const double *in_b = ref_weight(node, "in_proj_bias", 3 * E);
    const double *out_w = ref_weight(node, "out_proj.weight", E * E);
    const double *out_b = ref_weight(node, "out_proj.bias", E);
    struct value *y = ref_output_like(node, x);
    double *projected = ref_scratch(node, 3 * steps * E), *seen = ref_scratch(node, steps * E);
    double *weight = ref_scratch(node, steps);
    for (size_t r = 0; r < ref_rows(x); r++) {
        for (size_t part = 0; part < 3; part++)
            project(in_w + part * E * E, in_b ? in_b + part * E : NULL,
                    x->at + ref_cell(x, r, 0, 0), steps, E, E, projected + part * steps * E);
        struct heads heads = {
            steps, E, E / count, projected, projected + steps * E, projected + 2 * steps * E};
        attend(&heads, weight, seen);
        project(out_w, out_b, seen, steps, E, E, y->at + ref_cell(y, r, 0, 0));
    }
}
