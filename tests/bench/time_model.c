/* time_model.c - times a generated model on request.  Compiled with -DMODEL=name -DFILE_NAME="model.c".
 *
 *   time_model IN OUT     IN: the input's floats; writes what the first call gives to OUT, then takes turns (turns.h) */
#include "turns.h"
#include FILE_NAME

#define JOIN_NAMES(a, b) a##b
#define JOIN(a, b) JOIN_NAMES(a, b)

static JOIN(MODEL, ) instance;

/* Volatile, so that the compiler takes the call for one of any model. */
static const seqgen_model *const volatile any_model = &JOIN(MODEL, _model);

static const void *x;
static void *y;

static size_t count_of(const seqgen_tensor *t)
{
    size_t n = 1;
    for (int i = 0; i < t->rank; i++)
        n *= (size_t)t->shape[i];
    return n;
}

static void call(void *model)
{
    ((const seqgen_model *)model)->run(&instance, &x, NULL, &y);
}

int main(int argc, char **argv)
{
    const seqgen_model *model = any_model;
    if (argc != 3) return 2;
    x = read_floats(argv[1], count_of(&model->inputs[0]));
    const size_t outputs = count_of(&model->outputs[0]);
    y = malloc(outputs * sizeof(float));
    if (!y) return 1;
    model->reset(&instance);
    if (model->run(&instance, &x, NULL, &y) != SEQGEN_OK) return 1;
    write_floats(argv[2], (const float *)y, outputs);
    take_turns(call, (void *)(size_t)model);
    return 0;
}
