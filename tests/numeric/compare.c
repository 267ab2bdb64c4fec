/* Compares arrays and says where and how far they differ. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "harness.h"

static double value(const struct array *a, size_t i)
{
    return a->is_int ? ((const int *)a->data)[i] : (double)((const float *)a->data)[i];
}

/* The place of element i, as [2][0][5]. */
static const char *place(const struct array *a, size_t i, char *text, size_t size)
{
    size_t behind = a->count, used = 0;
    text[0] = '\0';
    for (int k = 0; k < a->rank; k++) {
        behind /= (size_t)a->shape[k];
        used += (size_t)snprintf(text + used, size - used, "[%zu]", i / behind);
        i %= behind;
    }
    return text;
}

static void compare_shape(const char *what, const struct array *found, const struct array *expected)
{
    int same = found->rank == expected->rank && found->is_int == expected->is_int;
    for (int k = 0; same && k < found->rank; k++) same = found->shape[k] == expected->shape[k];
    if (same) return;
    printf("%s: another shape or type\n  found:   ", what);
    for (int k = 0; k < found->rank; k++) printf(" %d", found->shape[k]);
    printf(found->is_int ? " (i32)\n  expected:" : " (f32)\n  expected:");
    for (int k = 0; k < expected->rank; k++) printf(" %d", expected->shape[k]);
    fail_case(expected->is_int ? " (i32)" : " (f32)");
}

void compare_close(const char *what, const struct array *found, const struct array *expected, double tolerance)
{
    size_t first = 0, worst = 0, count = 0;
    double largest = -1;
    char at[64], at_worst[64];
    compare_shape(what, found, expected);
    for (size_t i = 0; i < found->count; i++) {
        double want = value(expected, i), off = fabs(value(found, i) - want);
        if (off <= tolerance * (1 + fabs(want))) continue;
        if (count++ == 0) first = i;
        if (off > largest || isnan(off)) largest = off, worst = i;
    }
    if (!count) return;
    fail_case("%s: %zu of %zu values differ by more than %g * (1 + |expected|)\n"
              "  found:    %.9g at %s, the first\n  expected: %.9g\n  largest difference: %.3g at %s",
              what, count, found->count, tolerance, value(found, first), place(found, first, at, sizeof at),
              value(expected, first), largest, place(found, worst, at_worst, sizeof at_worst));
}

void compare_bits(const char *what, const char *when, const struct array *found, const struct array *expected)
{
    char at[64];
    compare_shape(what, found, expected);
    for (size_t i = 0; i < found->count; i++)
        if (memcmp((const char *)found->data + 4 * i, (const char *)expected->data + 4 * i, 4))
            fail_case("%s: other bits %s\n  found:    %.9g at %s\n  expected: %.9g", what, when, value(found, i),
                      place(found, i, at, sizeof at), value(expected, i));
}
