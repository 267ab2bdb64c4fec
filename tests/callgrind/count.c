/* count.c: calls a generated model, whose instructions callgrind counts.  Compiled with -DMODEL=name and -DHEADER="model.h",
 * apart from the model, lest its `run` is inlined here, where callgrind would not find it. */
#include HEADER

#include <stdlib.h>

#define JOIN_NAMES(a, b) a##b
#define JOIN(a, b) JOIN_NAMES(a, b)

enum { CALLS = 4 };

static struct MODEL instance;

static size_t elements(const seqgen_tensor *t)
{
    size_t count = 1;
    for (int i = 0; i < t->rank; i++) {
        count *= (size_t)t->shape[i];
    }
    return count;
}

int main(void)
{
    const seqgen_model *model = &JOIN(MODEL, _model);
    const size_t count = elements(&model->inputs[0]);
    float *x = malloc(count * sizeof *x), *y = malloc(elements(&model->outputs[0]) * sizeof *y);
    for (size_t i = 0; i < count; i++) {
        x[i] = (float)(i * 37 % 101) / 50.0f - 1.0f;
    }
    model->reset(&instance);
    for (int call = 0; call < CALLS; call++) {
        if (JOIN(MODEL, _run)(&instance, x, y) != SEQGEN_OK) return 1;
    }
    free(x);
    free(y);
    return 0;
}
