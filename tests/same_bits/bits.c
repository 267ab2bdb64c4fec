/* bits.c: prints a hash of every bit that models compute, so that two builds of them can be compared.
 *
 * Compiled with -DMODELS='"all.c"', the file that holds the models; list.h beside it names them: MODEL(name).  Each is called
 * ROUNDS times from one reset on, first with inputs about 1, then with smaller and larger ones up to 2^48, at half its length
 * last.  A NaN is a NaN: its sign and payload depend on the order of operands, which C leaves open.  Inputs are made of
 * integers, so that no compiler rounds them in another way. */
#include MODELS

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 64,
       ROUNDS = 4 };

static size_t elements(const seqgen_tensor *t)
{
    size_t count = 1;
    for (int i = 0; i < t->rank; i++) {
        count *= (size_t)t->shape[i];
    }
    return count;
}

/* A float between 2^-range and 2^range, either sign. */
static uint32_t random_float(uint32_t range)
{
    static uint64_t state = 1;
    state = state * 6364136223846793005u + 1442695040888963407u;
    const uint32_t high = (uint32_t)(state >> 32), exponent = 127 - range + (high >> 24) % (2 * range);
    return (high & 0x80000000u) | exponent << 23 | (high & 0x7fffffu);
}

/* Ids and lengths are 1, which suits every model. */
static void fill(uint32_t *x, const seqgen_tensor *t, uint32_t range)
{
    for (size_t i = 0; i < elements(t); i++) {
        x[i] = t->dtype == SEQGEN_I32 ? 1 : random_float(range);
    }
}

/* FNV-1a, a word at a time. */
static uint64_t hash_of(const uint32_t *y, const seqgen_tensor *t)
{
    uint64_t hash = 0xcbf29ce484222325u;
    for (size_t i = 0; i < elements(t); i++) {
        const int is_nan = t->dtype == SEQGEN_F32 && (y[i] & 0x7fffffffu) > 0x7f800000u;
        hash = (hash ^ (is_nan ? 0x7fc00000u : y[i])) * 0x100000001b3u;
    }
    return hash;
}

struct call {
    uint32_t *in[MOST], *out[MOST];
    int lengths[MOST];
};

static void make_call(struct call *call, const seqgen_model *model)
{
    memset(call, 0, sizeof *call);
    for (int i = 0; i < model->input_count; i++) {
        call->in[i] = (uint32_t *)malloc(elements(&model->inputs[i]) * 4);
    }
    for (int i = 0; i < model->output_count; i++) {
        call->out[i] = (uint32_t *)malloc(elements(&model->outputs[i]) * 4);
    }
}

static void free_call(struct call *call)
{
    for (int i = 0; i < MOST; i++) {
        free(call->in[i]);
        free(call->out[i]);
    }
}

static void call_once(const seqgen_model *model, void *instance, struct call *call, int round)
{
    static const uint32_t ranges[ROUNDS] = {1, 4, 48, 2};
    const void *inputs[MOST];
    void *outputs[MOST];
    for (int i = 0; i < model->input_count; i++) {
        const seqgen_tensor *t = &model->inputs[i];
        const int full = t->variable_axis < 0 ? 0 : t->shape[t->variable_axis];
        call->lengths[i] = round == ROUNDS - 1 ? (full + 1) / 2 : full;
        fill(call->in[i], t, ranges[round]);
        inputs[i] = call->in[i];
    }
    for (int i = 0; i < model->output_count; i++) {
        outputs[i] = memset(call->out[i], 0, elements(&model->outputs[i]) * 4);
    }
    const int status = model->run(instance, inputs, call->lengths, outputs);
    for (int i = 0; i < model->output_count; i++) {
        printf("%s.%s, call %d: %d %016llx\n", model->name, model->outputs[i].name, round, status,
               (unsigned long long)hash_of(call->out[i], &model->outputs[i]));
    }
}

static void print_bits(const seqgen_model *model)
{
    struct call call;
    char *memory = (char *)malloc(model->size + model->align);
    void *instance = memory + (model->align - (uintptr_t)memory % model->align);
    make_call(&call, model);
    model->reset(instance);
    for (int round = 0; round < ROUNDS; round++) {
        call_once(model, instance, &call, round);
    }
    free_call(&call);
    free(memory);
}

int main(void)
{
    static const seqgen_model *const models[] = {
#define MODEL(name) &name##_model,
#include "list.h"
    };
    for (size_t i = 0; i < sizeof models / sizeof *models; i++) {
        print_bits(models[i]);
    }
    return 0;
}
