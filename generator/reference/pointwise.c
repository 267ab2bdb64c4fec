/* pointwise.c - operators that compute each cell by itself, with parameters or from several inputs.
 *
 * Sources  https://pytorch.org/docs/1.13/generated/torch.nn.PReLU.html; binary operators as
 *          torch.add, ..., torch.maximum, their operands matched by the names of the axes
 */
#include "reference.h"

#include <math.h>
#include <string.h>

void ref_prelu(struct node *node)
{
    const struct value *x = ref_input(node, 0);
    size_t slopes = ref_weight_count(node, "weight");
    if (slopes != 1 && slopes != x->size[C])
        ref_fail(node, "its slopes fit neither 1 nor its channels");
    const double *slope = ref_weight(node, "weight", slopes);
    struct value *y = ref_output_like(node, x);
    for (size_t i = 0; i < x->count; i++)
        y->at[i] = x->at[i] < 0 ? slope[i % x->size[C] % slopes] * x->at[i] : x->at[i];
}

/* NaN comes through. */
static double clip(double v, double min, double max)
{
    if (v < min) return min;
    return v > max ? max : v;
}

void ref_bound(struct node *node)
{
    const struct value *x = ref_input(node, 0);
    const char *via = ref_text(node, "via");
    double min = ref_number(node, "min"), max = ref_number(node, "max");
    struct value *y = ref_output_like(node, x);
    for (size_t i = 0; i < x->count; i++) {
        double v = x->at[i];
        if (strcmp(via, "clip") == 0) y->at[i] = clip(v, min, max);
        else if (strcmp(via, "tanh") == 0) y->at[i] = min + (max - min) * (tanh(v) + 1) / 2;
        else y->at[i] = min + (max - min) * ref_sigmoid(v);
    }
}

static void round_to_float(double *numbers, size_t count)
{
    for (size_t k = 0; k < count; k++) numbers[k] = (double)(float)numbers[k];
}

/* x * scale + offset; a list has one number a channel.  Like weights, they are float32. */
void ref_affine(struct node *node)
{
    const struct value *x = ref_input(node, 0);
    size_t channels = x->size[C];
    double *scale = ref_scratch(node, channels), *offset = ref_scratch(node, channels);
    size_t scales = ref_list(node, "scale", scale, channels);
    size_t offsets = ref_list(node, "offset", offset, channels);
    round_to_float(scale, scales);
    round_to_float(offset, offsets);
    struct value *y = ref_output_like(node, x);
    for (size_t i = 0; i < x->count; i++)
        y->at[i] = x->at[i] * scale[i % channels % scales] + offset[i % channels % offsets];
}

/* ---- Two operands or more ------------------------------------------------------ */

static double combine(const char *op, double a, double b)
{
    switch (op[0]) {
    case 'a':
        return a + b;
    case 's':
        return a - b;
    case 'd':
        return a / b;
    default:
        break;
    }
    if (strcmp(op, "mul") == 0) return a * b;
    if (isnan(a) || isnan(b)) return NAN;
    return (strcmp(op, "maximum") == 0) == (a > b) ? a : b;
}

static void join_sizes(struct node *node, size_t size[AXES], const struct value *v)
{
    for (int a = 0; a < AXES; a++) {
        if (size[a] != v->size[a] && size[a] != 1 && v->size[a] != 1)
            ref_fail(node, "its inputs differ along %c: %d and %d", "DNTC"[a], (int)size[a],
                     (int)v -> size[a]);
        if (size[a] == 1) size[a] = v->size[a];
    }
}

void ref_binary(struct node *node)
{
    size_t size[AXES] = {1, 1, 1, 1}, i[AXES] = {0};
    for (size_t k = 0; k < node->input_count; k++) join_sizes(node, size, ref_input(node, k));
    struct value *y = ref_output(node, 0, size);
    for (size_t k = 0; k < node->input_count; k++) {
        const struct value *x = ref_input(node, k);
        do {
            double *cell = &y->at[ref_index(y, i)], v = x->at[ref_index(x, i)];
            *cell = k == 0 ? v : combine(node->op, *cell, v);
        } while (ref_next(i, size, "DNTC"));
    }
}

/* mask: zero from step `length` on, one length a row. */
void ref_mask(struct node *node)
{
    const struct value *x = ref_input(node, 0), *length = ref_input(node, 1);
    if (length->count != x->size[N]) ref_fail(node, "there is not one length for each row");
    struct value *y = ref_output_like(node, x);
    size_t i[AXES] = {0};
    do {
        size_t at = ref_index(x, i);
        y->at[at] = (double)i[T] < length->at[i[N]] ? x->at[at] : 0;
    } while (ref_next(i, x->size, "DNTC"));
}
