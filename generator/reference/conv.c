/* conv.c - convolutions over T.
 *
 * Sources  https://pytorch.org/docs/1.13/generated/torch.nn.Conv1d.html
 *          https://pytorch.org/docs/1.13/generated/torch.nn.ConvTranspose1d.html
 */
#include "reference.h"

#include <string.h>

/* One window of one row:
 * bias[o] + sum over i, k of w[o][i][k] * x[t * stride + k * dilation - left][i] */
struct conv {
    struct window window;
    size_t groups, inputs, outputs; /* channels in all, not of one group */
    bool flip;
    const char *mode;
    const double *w, *bias;
};

static double conv_at(struct node *node, const struct conv *conv, const struct value *x, size_t r,
                      size_t t, size_t o)
{
    size_t in = conv->inputs / conv->groups, group = o / (conv->outputs / conv->groups);
    double sum = conv->bias ? conv->bias[o] : 0;
    for (size_t k = 0; k < conv->window.kernel; k++) {
        long place =
            (long)(t * conv->window.stride + k * conv->window.dilation) - conv->window.left;
        long at = ref_padded(node, place, x->size[T], conv->mode);
        if (at < 0) continue;
        size_t tap = conv->flip ? conv->window.kernel - 1 - k : k;
        for (size_t i = 0; i < in; i++)
            sum += conv->w[(o * in + i) * conv->window.kernel + tap] *
                   x->at[ref_cell(x, r, (size_t)at, group * in + i)];
    }
    return sum;
}

void ref_conv1d(struct node *node)
{
    const struct value *x = ref_input(node, 0);
    struct conv conv = {.groups = ref_count(node, "groups"),
                        .inputs = x->size[C],
                        .outputs = ref_count(node, "out_channels"),
                        .flip = ref_flag(node, "flip"),
                        .mode = ref_text(node, "padding_mode")};
    conv.window = ref_window(node, x->size[T], ref_count(node, "dilation"), false);
    conv.w =
        ref_weight(node, "weight", conv.outputs * conv.inputs / conv.groups * conv.window.kernel);
    conv.bias = ref_weight(node, "bias", conv.outputs);
    struct value *y =
        ref_output(node, 0, (size_t[AXES]){x->size[D], x->size[N], conv.window.out, conv.outputs});
    for (size_t r = 0; r < ref_rows(x); r++)
        for (size_t t = 0; t < conv.window.out; t++)
            for (size_t o = 0; o < conv.outputs; o++)
                y->at[ref_cell(y, r, t, o)] = conv_at(node, &conv, x, r, t, o);
    ref_apply(node, "activation", y);
}

/* Every input step adds its taps, stride apart from its neighbour's; padding cuts both ends off. */
static void scatter_step(const struct conv *conv, const struct value *x, struct value *y, size_t r,
                         size_t t)
{
    size_t in = conv->inputs / conv->groups, out = conv->outputs / conv->groups;
    for (size_t k = 0; k < conv->window.kernel; k++) {
        long at = (long)(t * conv->window.stride + k * conv->window.dilation) - conv->window.left;
        if (at < 0 || (size_t)at >= y->size[T]) continue;
        for (size_t i = 0; i < conv->inputs; i++)
            for (size_t o = 0; o < out; o++)
                y->at[ref_cell(y, r, (size_t)at, i / in * out + o)] +=
                    x->at[ref_cell(x, r, t, i)] * conv->w[(i * out + o) * conv->window.kernel + k];
    }
}

/* How many steps come out: all that are touched without the padding, or T * stride if causal. */
static size_t transposed_steps(struct node *node, struct window *w, size_t steps)
{
    double sides[2];
    const char *kind = ref_text(node, "padding");
    if (kind && strcmp(kind, "causal") == 0) return steps * w->stride;
    size_t count = ref_list(node, "padding", sides, 2);
    w->left = (long)sides[0];
    w->right = (long)sides[count - 1];
    long whole = (long)((steps - 1) * w->stride + (w->kernel - 1) * w->dilation + 1);
    long left = whole - w->left - w->right + ref_integer(node, "output_padding");
    if (left < 1) ref_fail(node, "%d steps are too few for its padding", (int)steps);
    return (size_t)left;
}

void ref_conv_transpose1d(struct node *node)
{
    const struct value *x = ref_input(node, 0);
    struct conv conv = {.groups = ref_count(node, "groups"),
                        .inputs = x->size[C],
                        .outputs = ref_count(node, "out_channels")};
    conv.window = (struct window){.kernel = ref_count(node, "kernel_size"),
                                  .stride = ref_count(node, "stride"),
                                  .dilation = ref_count(node, "dilation")};
    size_t steps = transposed_steps(node, &conv.window, x->size[T]);
    conv.w =
        ref_weight(node, "weight", conv.inputs * conv.outputs / conv.groups * conv.window.kernel);
    conv.bias = ref_weight(node, "bias", conv.outputs);
    struct value *y =
        ref_output(node, 0, (size_t[AXES]){x->size[D], x->size[N], steps, conv.outputs});
    for (size_t i = 0; i < y->count; i++) y->at[i] = conv.bias ? conv.bias[i % conv.outputs] : 0;
    for (size_t r = 0; r < ref_rows(x); r++)
        for (size_t t = 0; t < x->size[T]; t++) scatter_step(&conv, x, y, r, t);
    ref_apply(node, "activation", y);
}
