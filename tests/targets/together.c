/* together.c: many models in one program.  MODELS is the file that declares or holds them, list.h names them. */
#include MODELS

#include <stdio.h>
#include <stdlib.h>

enum { MOST = 8 };

static size_t elements(const seqgen_tensor *t)
{
    size_t count = 1;
    for (int i = 0; i < t->rank; i++) {
        count *= (size_t)t->shape[i];
    }
    return count;
}

/* The first of a model's numbers for inputs of zeros at their full length. */
static float first_output(const seqgen_model *model)
{
    void *buffers[2][MOST] = {{0}, {0}};
    const void *inputs[MOST] = {0};
    int lengths[MOST] = {0};
    for (int i = 0; i < model->input_count; i++) {
        const seqgen_tensor *t = &model->inputs[i];
        inputs[i] = buffers[0][i] = calloc(elements(t), 4);
        lengths[i] = t->variable_axis < 0 ? 0 : t->shape[t->variable_axis];
    }
    for (int i = 0; i < model->output_count; i++) {
        buffers[1][i] = calloc(elements(&model->outputs[i]), 4);
    }
    char *memory = (char *)malloc(model->size + model->align);
    void *instance = memory + (model->align - (uintptr_t)memory % model->align);
    model->reset(instance);
    const int status = model->run(instance, inputs, lengths, buffers[1]);
    const float first = status == SEQGEN_OK ? *(const float *)buffers[1][0] : (float)status;
    free(memory);
    for (int i = 0; i < 2 * MOST; i++) {
        free(buffers[i / MOST][i % MOST]);
    }
    return first;
}

int main(void)
{
    static const seqgen_model *const models[] = {
#define MODEL(name) &name##_model,
#include "list.h"
    };
    for (size_t i = 0; i < sizeof models / sizeof *models; i++) {
        printf("%s %.9g\n", models[i]->name, (double)first_output(models[i]));
    }
    return 0;
}
