/* Models whose weights lie in a file beside them (seqgen --weights blob): every instance is bound to them when it is reset,
 * so that whatever drives a model need not know.
 */
#include <stdio.h>
#include <stdlib.h>

#include "harness.h"

enum { MAX_BOUND = 2 };

static struct bound {
    seqgen_model model;
    void (*reset)(void *instance);
    bind_function *bind;
    void *weights;
    size_t size;
} bound[MAX_BOUND];

static void reset(const struct bound *b, void *instance)
{
    if (b->bind(instance, b->weights, b->size) != 0) fail_case("%s_bind refuses its weights", b->model.name);
    b->reset(instance);
}

static void reset_first(void *instance)
{
    reset(&bound[0], instance);
}

static void reset_second(void *instance)
{
    reset(&bound[1], instance);
}

static void read_weights(struct bound *b, const char *path)
{
    FILE *f = fopen(path, "rb");
    if (!f || fseek(f, 0, SEEK_END)) fail_case("%s: cannot be read", path);
    b->size = (size_t)ftell(f);
    rewind(f);
    b->weights = malloc(b->size + 1);
    if (fread(b->weights, 1, b->size, f) != b->size) fail_case("%s: cannot be read", path);
    fclose(f);
}

const seqgen_model *bound_model(const seqgen_model *model, bind_function *bind, const char *path)
{
    void (*const resets[MAX_BOUND])(void *) = {reset_first, reset_second};
    int i = bound[0].bind != NULL;
    bound[i] = (struct bound){.model = *model, .reset = model->reset, .bind = bind};
    bound[i].model.reset = resets[i];
    read_weights(&bound[i], path);
    return &bound[i].model;
}
