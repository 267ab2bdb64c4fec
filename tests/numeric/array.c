/* Arrays of float32 or int32 and the .npy files they come from.
 * Source of the file's form: numpy.lib.format, version 1: magic, u16 length of a header in Python's
 * syntax, the data.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness.h"

struct array array_new(int rank, const int *shape, int is_int)
{
    struct array a = {.rank = rank, .is_int = is_int, .count = 1};
    for (int i = 0; i < rank; i++) {
        a.shape[i] = shape[i];
        a.count *= (size_t)shape[i];
    }
    a.data = malloc(a.count * 4 + 1);
    return a;
}

void array_free(struct array *a)
{
    free(a->data);
    a->data = NULL;
}

static int read_shape(const char *text, int *shape)
{
    const char *at = strstr(text, "'shape': (");
    int rank = 0;
    if (!at) return -1;
    for (at += strlen("'shape': ("); *at && *at != ')';) {
        char *end;
        long size = strtol(at, &end, 10);
        if (end == at || rank == 4) return -1;
        shape[rank++] = (int)size;
        at = end + strspn(end, ", ");
    }
    return rank;
}

/* float64 is kept as float32. */
static int read_doubles(struct array *a, FILE *f)
{
    double value;
    for (size_t i = 0; i < a->count; i++) {
        if (fread(&value, sizeof value, 1, f) != 1) return 0;
        ((float *)a->data)[i] = (float)value;
    }
    return 1;
}

struct array array_read(const char *path)
{
    unsigned char start[10];
    char header[512] = "";
    int shape[4];
    FILE *f = fopen(path, "rb");
    if (!f || fread(start, 1, 10, f) != 10) fail_case("%s: cannot be read", path);
    size_t length = start[8] + 256u * start[9];
    if (length >= sizeof header || fread(header, 1, length, f) != length) fail_case("%s: a strange header", path);
    int rank = read_shape(header, shape);
    int is_int = strstr(header, "'<i4'") != NULL, is_double = strstr(header, "'<f8'") != NULL;
    if (rank < 0 || !(is_int || is_double || strstr(header, "'<f4'")) || strstr(header, "True"))
        fail_case("%s: a strange header: %s", path, header);
    struct array a = array_new(rank, shape, is_int);
    if (!(is_double ? read_doubles(&a, f) : fread(a.data, 4, a.count, f) == a.count)) fail_case("%s: too short", path);
    fclose(f);
    return a;
}

/* Elements before `axis` taken together, and elements behind it. */
static void around(const struct array *a, int axis, size_t *before, size_t *behind)
{
    *before = *behind = 1;
    for (int i = 0; i < a->rank; i++) {
        if (i < axis) *before *= (size_t)a->shape[i];
        if (i > axis) *behind *= (size_t)a->shape[i];
    }
}

struct array array_cut(const struct array *a, int axis, int from, int count)
{
    struct array part = *a;
    size_t before, behind;
    part.shape[axis] = count;
    part = array_new(part.rank, part.shape, part.is_int);
    around(a, axis, &before, &behind);
    size_t whole_row = (size_t)a->shape[axis] * behind, row = (size_t)count * behind;
    for (size_t i = 0; i < before; i++)
        memcpy((char *)part.data + i * row * 4, (const char *)a->data + (i * whole_row + (size_t)from * behind) * 4, row * 4);
    return part;
}

void array_put(struct array *into, int axis, int from, const struct array *part)
{
    size_t before, behind;
    around(into, axis, &before, &behind);
    size_t whole_row = (size_t)into->shape[axis] * behind, row = (size_t)part->shape[axis] * behind;
    for (size_t i = 0; i < before; i++)
        memcpy((char *)into->data + (i * whole_row + (size_t)from * behind) * 4, (const char *)part->data + i * row * 4, row * 4);
}
