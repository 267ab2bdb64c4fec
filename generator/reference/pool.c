/* pool.c - pools over T: sliding, global and adaptive.
 *
 * Sources  https://pytorch.org/docs/1.13/generated/torch.nn.MaxPool1d.html,
 *          torch.nn.AvgPool1d.html, torch.nn.AdaptiveAvgPool1d.html
 *          var_pool1d: the variance of each window, divided by its size
 */
#include "reference.h"

#include <math.h>

/* A window of one row and channel: places from `from` to before `to`, `dilation` apart.
 * `padded` counts the padding too, up to the end of the right padding. */
struct span {
    const double *x; /* step 0 */
    size_t stride;   /* between steps, in doubles */
    long from, to, dilation, padded;
};
typedef double pool_fn(const struct span *s, bool count_padding);

static double at(const struct span *s, long t)
{
    return s->x[(size_t)t * s->stride];
}

static double largest(const struct span *s, bool count_padding)
{
    double best = -INFINITY;
    (void)count_padding;
    for (long t = s->from; t < s->to; t += s->dilation)
        if (at(s, t) > best || isnan(at(s, t))) best = at(s, t);
    return best;
}

static double mean(const struct span *s, bool count_padding)
{
    double sum = 0;
    for (long t = s->from; t < s->to; t++) sum += at(s, t);
    return s->from < s->to ? sum / (double)(count_padding ? s->padded : s->to - s->from) : 0;
}

static double variance(const struct span *s, bool count_padding)
{
    double middle = mean(s, count_padding), sum = 0;
    for (long t = s->from; t < s->to; t++) sum += (at(s, t) - middle) * (at(s, t) - middle);
    return sum / (double)(s->to - s->from);
}

/* ---- Sliding windows -------------------------------------------------------- */

static struct span span_of(const struct window *w, const struct value *x, size_t t)
{
    struct span s = {.stride = x->size[C], .dilation = (long)w->dilation};
    long steps = (long)x->size[T];
    s.from = (long)(t * w->stride) - w->left;
    s.to = s.from + (long)((w->kernel - 1) * w->dilation) + 1;
    s.padded = (s.to < steps + w->right ? s.to : steps + w->right) - s.from;
    while (s.from < 0) s.from += s.dilation;
    if (s.to > steps) s.to = steps;
    return s;
}

static void slide(struct node *node, pool_fn *pool, size_t dilation)
{
    const struct value *x = ref_input(node, 0);
    struct window w = ref_window(node, x->size[T], dilation, ref_flag(node, "ceil_mode"));
    bool count_padding = ref_flag(node, "count_include_pad");
    struct value *y =
        ref_output(node, 0, (size_t[AXES]){x->size[D], x->size[N], w.out, x->size[C]});
    for (size_t r = 0; r < ref_rows(x); r++) {
        for (size_t t = 0; t < w.out; t++) {
            struct span s = span_of(&w, x, t);
            for (size_t c = 0; c < x->size[C]; c++) {
                s.x = x->at + ref_cell(x, r, 0, c);
                y->at[ref_cell(y, r, t, c)] = pool(&s, count_padding);
            }
        }
    }
}

void ref_max_pool1d(struct node *node)
{
    slide(node, largest, ref_has(node, "dilation") ? ref_count(node, "dilation") : 1);
}

void ref_avg_pool1d(struct node *node)
{
    slide(node, mean, 1);
}

void ref_var_pool1d(struct node *node)
{
    slide(node, variance, 1);
}

/* ---- T cut into `out` parts, which may overlap ------------------------------- */

static void divide(struct node *node, pool_fn *pool, size_t out)
{
    const struct value *x = ref_input(node, 0);
    struct value *y = ref_output(node, 0, (size_t[AXES]){x->size[D], x->size[N], out, x->size[C]});
    for (size_t r = 0; r < ref_rows(x); r++) {
        for (size_t t = 0; t < out; t++) {
            struct span s = {.stride = x->size[C], .dilation = 1};
            s.from = (long)(t * x->size[T] / out);
            s.to = (long)(((t + 1) * x->size[T] + out - 1) / out);
            for (size_t c = 0; c < x->size[C]; c++) {
                s.x = x->at + ref_cell(x, r, 0, c);
                y->at[ref_cell(y, r, t, c)] = pool(&s, false);
            }
        }
    }
}

void ref_global_max_pool(struct node *node)
{
    divide(node, largest, 1);
}

void ref_global_avg_pool(struct node *node)
{
    divide(node, mean, 1);
}

void ref_adaptive_max_pool1d(struct node *node)
{
    divide(node, largest, ref_count(node, "output_size"));
}

void ref_adaptive_avg_pool1d(struct node *node)
{
    divide(node, mean, ref_count(node, "output_size"));
}
