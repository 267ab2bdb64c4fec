/* norm.c - normalisations as at inference, and softmax.
 *
 * Sources  https://pytorch.org/docs/1.13/generated/torch.nn.BatchNorm1d.html (running statistics),
 *          torch.nn.LayerNorm.html (over C), torch.nn.InstanceNorm1d.html (each channel over T),
 *          torch.nn.GroupNorm.html (each group of channels over T), torch.nn.LogSoftmax.html
 */
#include "reference.h"

#include <math.h>

struct scale {
    const double *weight, *bias; /* one a channel, or NULL */
    double eps;
};

static struct scale scale_of(struct node *node, size_t channels)
{
    return (struct scale){ref_weight(node, "weight", channels), ref_weight(node, "bias", channels),
                          ref_number(node, "eps")};
}

static double normal(const struct scale *s, double x, double mean, double variance, size_t c)
{
    double y = (x - mean) / sqrt(variance + s->eps);
    return y * (s->weight ? s->weight[c] : 1) + (s->bias ? s->bias[c] : 0);
}

void ref_batch_norm(struct node *node)
{
    const struct value *x = ref_input(node, 0);
    struct scale s = scale_of(node, x->size[C]);
    const double *mean = ref_weight(node, "running_mean", x->size[C]);
    const double *variance = ref_weight(node, "running_var", x->size[C]);
    struct value *y = ref_output_like(node, x);
    for (size_t i = 0; i < x->count; i++) {
        size_t c = i % x->size[C];
        y->at[i] = normal(&s, x->at[i], mean[c], variance[c], c);
    }
}

/* Normalises `steps` of `channels` side by side, beginning at row r, step t, channel c. */
static void normalise(const struct scale *s, const struct value *x, struct value *y,
                      const size_t first[3], size_t steps, size_t channels)
{
    double mean = 0, variance = 0, count = (double)(steps * channels);
    for (size_t t = 0; t < steps; t++)
        for (size_t c = 0; c < channels; c++)
            mean += x->at[ref_cell(x, first[0], first[1] + t, first[2] + c)] / count;
    for (size_t t = 0; t < steps; t++)
        for (size_t c = 0; c < channels; c++) {
            double away = x->at[ref_cell(x, first[0], first[1] + t, first[2] + c)] - mean;
            variance += away * away / count;
        }
    for (size_t t = 0; t < steps; t++)
        for (size_t c = 0; c < channels; c++) {
            size_t at = ref_cell(x, first[0], first[1] + t, first[2] + c);
            y->at[at] = normal(s, x->at[at], mean, variance, first[2] + c);
        }
}

void ref_layer_norm(struct node *node)
{
    const struct value *x = ref_input(node, 0);
    struct scale s = scale_of(node, x->size[C]);
    struct value *y = ref_output_like(node, x);
    for (size_t r = 0; r < ref_rows(x); r++)
        for (size_t t = 0; t < x->size[T]; t++)
            normalise(&s, x, y, (size_t[]){r, t, 0}, 1, x->size[C]);
}

static void by_groups(struct node *node, size_t groups)
{
    const struct value *x = ref_input(node, 0);
    size_t width = x->size[C] / groups;
    struct scale s = scale_of(node, x->size[C]);
    struct value *y = ref_output_like(node, x);
    if (width * groups != x->size[C]) ref_fail(node, "the groups do not share the channels evenly");
    for (size_t r = 0; r < ref_rows(x); r++)
        for (size_t g = 0; g < groups; g++)
            normalise(&s, x, y, (size_t[]){r, 0, g * width}, x->size[T], width);
}

void ref_instance_norm(struct node *node)
{
    by_groups(node, ref_input(node, 0)->size[C]);
}

void ref_group_norm(struct node *node)
{
    by_groups(node, ref_count(node, "num_groups"));
}

/* ---- Softmax ------------------------------------------------------------------ */

/* A line of n cells: log_softmax(x)[i] = x[i] - max - log(sum of exp(x - max)) */
static void soften(const double *x, double *y, size_t n, size_t stride, bool logarithm)
{
    double largest = -INFINITY, sum = 0;
    for (size_t i = 0; i < n; i++)
        if (x[i * stride] > largest) largest = x[i * stride];
    for (size_t i = 0; i < n; i++) sum += exp(x[i * stride] - largest);
    for (size_t i = 0; i < n; i++) {
        double away = x[i * stride] - largest;
        y[i * stride] = logarithm ? away - log(sum) : exp(away) / sum;
    }
}

static void along_axis(struct node *node, bool logarithm)
{
    const struct value *x = ref_input(node, 0);
    enum axis axis = ref_axis(node, "axis", C);
    size_t n = x->size[axis], stride = ref_stride(x, axis);
    struct value *y = ref_output_like(node, x);
    for (size_t i = 0; i < x->count; i++)
        if (i / stride % n == 0) soften(x->at + i, y->at + i, n, stride, logarithm);
}

void ref_softmax(struct node *node)
{
    along_axis(node, false);
}

void ref_log_softmax(struct node *node)
{
    along_axis(node, true);
}
