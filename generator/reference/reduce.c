/* reduce.c - mean, sum, max, min, var and argmax along one axis, which goes away.
 *
 * Source  https://pytorch.org/docs/1.13/torch.html#reduction-ops
 *         var divides by n - 1, argmax takes the first of equals
 */
#include "reference.h"

#include <math.h>

typedef double reduce_fn(const double *x, size_t n, size_t stride);

static double sum(const double *x, size_t n, size_t stride)
{
    double total = 0;
    for (size_t i = 0; i < n; i++) total += x[i * stride];
    return total;
}

static double mean(const double *x, size_t n, size_t stride)
{
    return sum(x, n, stride) / (double)n;
}

static double variance(const double *x, size_t n, size_t stride)
{
    double middle = mean(x, n, stride), total = 0;
    for (size_t i = 0; i < n; i++) total += (x[i * stride] - middle) * (x[i * stride] - middle);
    return total / ((double)n - 1);
}

/* NaN counts as the largest, and as the smallest, as in PyTorch. */
static double first_largest(const double *x, size_t n, size_t stride)
{
    size_t best = 0;
    for (size_t i = 1; i < n && !isnan(x[best * stride]); i++)
        if (x[i * stride] > x[best * stride] || isnan(x[i * stride])) best = i;
    return (double)best;
}

static double largest(const double *x, size_t n, size_t stride)
{
    return x[(size_t)first_largest(x, n, stride) * stride];
}

static double smallest(const double *x, size_t n, size_t stride)
{
    double best = x[0];
    for (size_t i = 1; i < n && !isnan(best); i++)
        if (x[i * stride] < best || isnan(x[i * stride])) best = x[i * stride];
    return best;
}

static void reduce(struct node *node, reduce_fn *function)
{
    const struct value *x = ref_input(node, 0);
    enum axis axis = ref_axis(node, "axis", C);
    size_t size[AXES] = {x->size[D], x->size[N], x->size[T], x->size[C]}, i[AXES] = {0};
    size[axis] = 1;
    struct value *y = ref_output(node, 0, size);
    do
        y->at[ref_index(y, i)] =
            function(x->at + ref_index(x, i), x->size[axis], ref_stride(x, axis));
    while (ref_next(i, size, "DNTC"));
}

void ref_sum(struct node *node)
{
    reduce(node, sum);
}

void ref_mean(struct node *node)
{
    reduce(node, mean);
}

void ref_var(struct node *node)
{
    reduce(node, variance);
}

void ref_max(struct node *node)
{
    reduce(node, largest);
}

void ref_min(struct node *node)
{
    reduce(node, smallest);
}

void ref_argmax(struct node *node)
{
    reduce(node, first_largest);
}
