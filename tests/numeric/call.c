/* One call of a generated model, its buffers between guards, and what the descriptor says of them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "drive.h"

static int is_variable(const seqgen_model *m)
{
    for (int i = 0; i < m->input_count; i++)
        if (m->inputs[i].variable_axis >= 0) return 1;
    return 0;
}

void run_once(const seqgen_model *m, void *instance, const struct call *call, struct array *results)
{
    struct block in[MAX_TENSORS], out[MAX_TENSORS];
    const void *inputs[MAX_TENSORS];
    void *outputs[MAX_TENSORS];
    for (int i = 0; i < m->input_count; i++) {
        in[i] = block_new(call->inputs[i].count * 4, 4);
        inputs[i] = memcpy(in[i].at, call->inputs[i].data, in[i].size);
    }
    for (int i = 0; i < m->output_count; i++) {
        results[i] = array_new(call->outputs[i].rank, call->outputs[i].shape, call->outputs[i].is_int);
        out[i] = block_new(results[i].count * 4, 4);
        outputs[i] = memset(out[i].at, 0xFF, out[i].size); /* NaN: what is not written shows */
    }
    int code = m->run(instance, inputs, is_variable(m) ? call->lengths : NULL, outputs);
    if (code != 0 && !call->refused) fail_case("run() returned %d", code);
    if (code >= 0 && call->refused) fail_case("run() returned %d for a set that it should refuse", code);
    for (int i = 0; i < m->input_count; i++) {
        if (memcmp(in[i].at, call->inputs[i].data, in[i].size)) fail_case("input %s was written", m->inputs[i].name);
        block_free(&in[i], m->inputs[i].name);
    }
    for (int i = 0; i < m->output_count; i++) {
        memcpy(results[i].data, out[i].at, out[i].size);
        block_free(&out[i], m->outputs[i].name);
    }
}

/* An output's array for a call whose inputs have this length, of the descriptor's shape. */
static struct array output_for(const struct built_model *b, int i, int length)
{
    const seqgen_tensor *t = &b->model->outputs[i];
    int shape[4] = {0};
    memcpy(shape, t->shape, sizeof shape);
    if (t->variable_axis >= 0) {
        if (!b->output_length[i]) fail_case("no function %s_%s_length", b->model->name, t->name);
        shape[t->variable_axis] = b->output_length[i](length);
    }
    return array_new(t->rank, shape, t->dtype == SEQGEN_I32);
}

void fill_call(const struct built_model *b, struct call *call)
{
    int length = 0;
    for (int i = 0; i < b->model->input_count; i++) {
        const seqgen_tensor *t = &b->model->inputs[i];
        if (call->inputs[i].rank != t->rank)
            fail_case("input %s has rank %d in the descriptor", t->name, t->rank);
        for (int k = 0; k < t->rank; k++)
            if (k != t->variable_axis && t->shape[k] != call->inputs[i].shape[k])
                fail_case("input %s: size %d at axis %d in the descriptor, %d in the case", t->name,
                          t->shape[k], k, call->inputs[i].shape[k]);
        if (t->variable_axis >= 0) length = call->lengths[i] = call->inputs[i].shape[t->variable_axis];
    }
    for (int i = 0; i < b->model->output_count; i++) call->outputs[i] = output_for(b, i, length);
}
