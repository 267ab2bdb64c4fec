/* order.c - operators that move cells and compute nothing.
 *
 * Sources  https://pytorch.org/docs/1.13/torch.html#indexing-slicing-joining-mutating-ops,
 *          torch.nn.functional.pad, torch.nn.Upsample
 */
#include "reference.h"

#include <math.h>
#include <string.h>

/* ---- The same cells under other axes --------------------------------------------- */

/* identity, dropout, transpose, squeeze, unsqueeze: axes of size 1 come and go, names stay. */
void ref_identity(struct node *node)
{
    const struct value *x = ref_input(node, 0);
    memcpy(ref_output_like(node, x)->at, x->at, x->count * sizeof *x->at);
}

/* Cells of x in the order `from` fill y in the order `to`. */
static void refill(struct node *node, struct value *y, const char *to, const struct value *x,
                   const char *from)
{
    if (y->count != x->count)
        ref_fail(node, "%d cells do not fill %d", (int)x->count, (int)y->count);
    size_t i[AXES] = {0}, j[AXES] = {0};
    do {
        y->at[ref_index(y, j)] = x->at[ref_index(x, i)];
        ref_next(j, y->size, to);
    } while (ref_next(i, x->size, from));
}

/* reshape: layout, shape (one size may be -1); cells in the order of the source's axes. */
void ref_reorder(struct node *node)
{
    const struct value *x = ref_input(node, 0);
    const char *layout = ref_text(node, "layout");
    double shape[AXES];
    size_t rank = ref_list(node, "shape", shape, AXES), size[AXES] = {1, 1, 1, 1}, known = 1;
    for (size_t k = 0; k < rank; k++) known *= shape[k] > 0 ? (size_t)shape[k] : 1;
    for (size_t k = 0; k < rank; k++)
        size[ref_axis_of(node->L, layout[k])] = shape[k] > 0 ? (size_t)shape[k] : x->count / known;
    refill(node, ref_output(node, 0, size), layout, x, x->axes);
}

/* flatten: the axes of `order`, slowest first, become C; all but N where it is absent. */
void ref_flatten(struct node *node)
{
    const struct value *x = ref_input(node, 0);
    const char *order = ref_text(node, "order");
    char merged[AXES + 1] = "", from[2 * AXES + 1] = "";
    size_t size[AXES] = {x->size[D], x->size[N], x->size[T], x->size[C]}, channels = 1, length = 0;
    for (const char *axis = order ? order : x->axes; *axis; axis++)
        if (order || *axis != 'N') merged[length++] = *axis;
    for (const char *axis = merged; *axis; axis++) {
        channels *= x->size[ref_axis_of(node->L, *axis)];
        size[ref_axis_of(node->L, *axis)] = 1;
    }
    length = 0;
    for (const char *axis = "DNT"; *axis; axis++)
        if (!strchr(merged, *axis)) from[length++] = *axis;
    size[C] = channels;
    strcat(from, merged);
    refill(node, ref_output(node, 0, size), "DNTC", x, from);
}

/* ---- Other places along one axis --------------------------------------------------- */

/* Fills y from x, which differs along one axis only: its place k there is place source[k] of x,
 * or `fill` where that is -1. */
static void take(struct value *y, const struct value *x, enum axis axis, const long *source,
                 double fill)
{
    size_t i[AXES] = {0}, j[AXES];
    do {
        memcpy(j, i, sizeof j);
        long from = source[i[axis]];
        j[axis] = from < 0 ? 0 : (size_t)from;
        y->at[ref_index(y, i)] = from < 0 ? fill : x->at[ref_index(x, j)];
    } while (ref_next(i, y->size, "DNTC"));
}

/* A result that differs from x by its size along one axis; gives room for `take`'s sources too. */
static struct value *resized(struct node *node, const struct value *x, enum axis axis, long count,
                             long **source)
{
    size_t size[AXES] = {x->size[D], x->size[N], x->size[T], x->size[C]};
    size[axis] = count > 0 ? (size_t)count : 0;
    struct value *y = ref_output(node, 0, size);
    *source = (long *)(void *)ref_scratch(node, size[axis] * (sizeof(long) / sizeof(double) + 1));
    return y;
}

/* Like Python's: negative counts from the end; clipped to the axis. */
static long place(struct node *node, const char *attribute, long otherwise, long count)
{
    long at = ref_has(node, attribute) ? ref_integer(node, attribute) : otherwise;
    if (at < 0) at += count;
    if (at < 0) return 0;
    return at > count ? count : at;
}

void ref_slice(struct node *node)
{
    const struct value *x = ref_input(node, 0);
    enum axis axis = ref_axis(node, "axis", T);
    long n = (long)x->size[axis], *source;
    long start = place(node, "start", 0, n), stop = place(node, "stop", n, n);
    long step = ref_has(node, "step") ? (long)ref_count(node, "step") : 1;
    struct value *y = resized(node, x, axis, (stop - start + step - 1) / step, &source);
    for (size_t k = 0; k < y->size[axis]; k++) source[k] = start + (long)k * step;
    take(y, x, axis, source, 0);
}

static void take_one(struct node *node, enum axis axis, long index)
{
    const struct value *x = ref_input(node, 0);
    long n = (long)x->size[axis], *source;
    if (index < 0) index += n;
    if (index < 0 || index >= n)
        ref_fail(node, "its input has no such place along %c", "DNTC"[axis]);
    struct value *y = resized(node, x, axis, 1, &source);
    source[0] = index;
    take(y, x, axis, source, 0);
}

void ref_select(struct node *node)
{
    take_one(node, ref_axis(node, "axis", T), ref_integer(node, "index"));
}

void ref_last(struct node *node)
{
    take_one(node, ref_axis(node, "axis", T), -1);
}

void ref_reverse(struct node *node)
{
    const struct value *x = ref_input(node, 0);
    enum axis axis = ref_axis(node, "axis", T);
    long n = (long)x->size[axis], *source;
    struct value *y = resized(node, x, axis, n, &source);
    for (long k = 0; k < n; k++) source[k] = n - 1 - k;
    take(y, x, axis, source, 0);
}

void ref_pad(struct node *node)
{
    const struct value *x = ref_input(node, 0);
    enum axis axis = ref_axis(node, "axis", T);
    const char *mode = ref_text(node, "mode");
    double sides[2];
    size_t count = ref_list(node, "padding", sides, 2);
    long n = (long)x->size[axis], before = (long)sides[0], after = (long)sides[count - 1], *source;
    struct value *y = resized(node, x, axis, n + before + after, &source);
    for (size_t k = 0; k < y->size[axis]; k++)
        source[k] = ref_padded(node, (long)k - before, x->size[axis], mode);
    take(y, x, axis, source, ref_has(node, "value") ? ref_number(node, "value") : 0);
}

/* repeat: a b a b */
void ref_repeat(struct node *node)
{
    const struct value *x = ref_input(node, 0);
    enum axis axis = ref_axis(node, "axis", T);
    long n = (long)x->size[axis], *source;
    struct value *y = resized(node, x, axis, n * (long)ref_count(node, "repeats"), &source);
    for (size_t k = 0; k < y->size[axis]; k++) source[k] = (long)k % n;
    take(y, x, axis, source, 0);
}

void ref_concat(struct node *node)
{
    enum axis axis = ref_axis(node, "axis", C);
    size_t size[AXES], total = 0, begin = 0;
    memcpy(size, ref_input(node, 0)->size, sizeof size);
    for (size_t k = 0; k < node->input_count; k++) {
        const struct value *x = ref_input(node, k);
        for (int a = 0; a < AXES; a++)
            if (a != (int)axis && x->size[a] != size[a])
                ref_fail(node, "its inputs differ along %c", "DNTC"[a]);
        total += x->size[axis];
    }
    size[axis] = total;
    struct value *y = ref_output(node, 0, size);
    for (size_t k = 0; k < node->input_count; k++) {
        const struct value *x = ref_input(node, k);
        size_t i[AXES] = {0}, j[AXES];
        do {
            memcpy(j, i, sizeof j);
            j[axis] += begin;
            y->at[ref_index(y, j)] = x->at[ref_index(x, i)];
        } while (ref_next(i, x->size, "DNTC"));
        begin += x->size[axis];
    }
}

/* ---- Upsampling ----------------------------------------------------------------------- */

/* Between which two steps a new step lies, and how near the second one. */
static void between(const struct value *x, struct value *y, double scale, bool corners)
{
    for (size_t at = 0; at < y->count; at++) {
        size_t c = at % y->size[C], t = at / y->size[C] % y->size[T],
               r = at / y->size[C] / y->size[T];
        double from = corners ? (double)t * scale : fmax(((double)t + 0.5) * scale - 0.5, 0);
        size_t low = (size_t)from, high = low + 1 < x->size[T] ? low + 1 : low;
        double share = from - (double)low;
        y->at[at] =
            (1 - share) * x->at[ref_cell(x, r, low, c)] + share * x->at[ref_cell(x, r, high, c)];
    }
}

void ref_upsample(struct node *node)
{
    const struct value *x = ref_input(node, 0);
    const char *mode = ref_text(node, "mode");
    bool by_factor = ref_has(node, "scale_factor"), corners = ref_flag(node, "align_corners");
    double factor = by_factor ? ref_number(node, "scale_factor") : 1;
    long n = (long)x->size[T], *source;
    long out = by_factor ? (long)floor((double)n * factor) : (long)ref_count(node, "size");
    double scale = by_factor ? 1 / factor : (double)n / (double)out;
    struct value *y = resized(node, x, T, out, &source);
    if (mode && strcmp(mode, "linear") == 0) {
        if (corners) scale = out > 1 ? (double)(n - 1) / (double)(out - 1) : 0;
        between(x, y, scale, corners);
        return;
    }
    for (long k = 0; k < out; k++) {
        long from = (long)floor((double)k * scale);
        source[k] = from < n ? from : n - 1;
    }
    take(y, x, T, source, 0);
}

/* cast: to i32 cuts the fraction off, to f32 rounds. */
void ref_cast(struct node *node)
{
    const struct value *x = ref_input(node, 0);
    struct value *y = ref_output_like(node, x);
    for (size_t i = 0; i < x->count; i++)
        y->at[i] = y->whole ? trunc(x->at[i]) : (double)(float)x->at[i];
}
