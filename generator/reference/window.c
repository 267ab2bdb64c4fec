/* window.c - where the windows of convolutions and pools begin, and what lies beyond the ends.
 *
 * Sizes   https://pytorch.org/docs/1.13/generated/torch.nn.Conv1d.html and torch.nn.MaxPool1d.html
 * same    https://www.tensorflow.org/api_docs/python/tf/nn#notes_on_padding_2
 *         ceil(steps / stride) windows, the odd step of padding behind; with stride 1 this is
 *         PyTorch's `same` too
 */
#include "reference.h"

#include <string.h>

/* `same` and `causal` follow from the window, [left, right] and n are said. */
static void read_padding(struct node *node, struct window *w, size_t steps)
{
    const char *kind = ref_has(node, "padding") ? ref_text(node, "padding") : "valid";
    long reach = (long)((w->kernel - 1) * w->dilation);
    if (!kind) {
        double sides[2];
        w->right = w->left = 0;
        size_t count = ref_list(node, "padding", sides, 2);
        w->left = (long)sides[0];
        w->right = (long)sides[count - 1];
    } else if (strcmp(kind, "same") == 0) {
        long windows = (long)((steps + w->stride - 1) / w->stride);
        long total = (windows - 1) * (long)w->stride + reach + 1 - (long)steps;
        w->left = total > 0 ? total / 2 : 0;
        w->right = total > 0 ? total - w->left : 0;
    } else if (strcmp(kind, "causal") == 0) {
        w->left = reach;
        w->right = 0;
    } else if (strcmp(kind, "valid") == 0) {
        w->left = w->right = 0;
    } else {
        ref_fail(node, "padding '%s' is not known", kind);
    }
}

struct window ref_window(struct node *node, size_t steps, size_t dilation, bool ceil_mode)
{
    struct window w = {.kernel = ref_count(node, "kernel_size"), .dilation = dilation};
    w.stride = ref_has(node, "stride") ? ref_count(node, "stride") : w.kernel;
    read_padding(node, &w, steps);
    long stride = (long)w.stride, reach = (long)((w.kernel - 1) * dilation);
    long last = (long)steps + w.left + w.right - reach - 1; /* where the last window may begin */
    if (ceil_mode) last += stride - 1;                      /* it may reach beyond the end */
    long out = last < 0 ? 0 : last / stride + 1;
    if (ceil_mode && (out - 1) * stride >= (long)steps + w.left) out--; /* but not begin there */
    if (out < 1) ref_fail(node, "%d steps are too few for its kernel", (int)steps);
    w.out = (size_t)out;
    return w;
}

/* Which of `steps` cells stands at place `at` of the padded signal; -1 for a zero. */
long ref_padded(struct node *node, long at, size_t steps, const char *mode)
{
    long n = (long)steps;
    if (at >= 0 && at < n) return at;
    if (!mode || strcmp(mode, "zeros") == 0 || strcmp(mode, "constant") == 0) return -1;
    if (strcmp(mode, "replicate") == 0) return at < 0 ? 0 : n - 1;
    if (strcmp(mode, "circular") == 0) {
        if (at < -n || at >= 2 * n)
            ref_fail(node, "%d steps are too few to pad in a circle", (int)n);
        return (at + n) % n;
    }
    if (strcmp(mode, "reflect") != 0) ref_fail(node, "padding mode '%s' is not known", mode);
    if (at <= -n || at >= 2 * n - 1) ref_fail(node, "%d steps are too few to reflect", (int)n);
    return at < 0 ? -at : 2 * (n - 1) - at;
}
