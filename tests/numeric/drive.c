/* Drives one generated model through its descriptor.
 *
 * A play is a row of calls from a reset on: the sets of a sequence model and then its first set again,
 * or the chunks of a stream.  Every play is made three times: on an instance that held rubbish before its
 * reset; on the same after another reset, while a second instance takes turns with it; and on one whose
 * bytes move to other memory after each call.  All give the same bits, inputs stay as they were, and
 * nothing is written round the outputs or the instance.  Buffers have a float's alignment and no more.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "drive.h"

enum { RUBBISH = 0x5A };

/* --- plays --------------------------------------------------------------------------------------- */

struct play {
    int count;
    struct call calls[MAX_CALLS];
};

static int time_axis(const char *layout)
{
    const char *t = strchr(layout, 'T');
    return t ? (int)(t - layout) : -1;
}

static struct play *play_of_sets(const struct test_case *c, const struct built_model *b)
{
    struct play *p = calloc(1, sizeof *p);
    int sets = c->set_count ? c->set_count : 1;
    p->count = sets + 1;
    for (int k = 0; k < p->count; k++) {
        int set = c->set_count ? k % sets : -1;
        p->calls[k].refused = c->refused[k % sets];
        for (int i = 0; i < b->model->input_count; i++)
            p->calls[k].inputs[i] = case_array(c, "in", b->model->inputs[i].name, set);
        fill_call(b, &p->calls[k]);
    }
    return p;
}

static struct play *play_of_chunks(const struct test_case *c, const struct built_model *b,
                                   const struct chunks *chunks)
{
    struct play *p = calloc(1, sizeof *p);
    p->count = chunks->count;
    for (int i = 0; i < b->model->input_count; i++) {
        struct array whole = case_array(c, "in", b->model->inputs[i].name, -1);
        int axis = time_axis(b->model->inputs[i].layout);
        for (int k = 0, from = 0; k < p->count; from += chunks->length[k++])
            p->calls[k].inputs[i] = axis < 0 ? case_array(c, "in", b->model->inputs[i].name, -1)
                                             : array_cut(&whole, axis, from, chunks->length[k]);
        array_free(&whole);
    }
    for (int k = 0; k < p->count; k++) fill_call(b, &p->calls[k]);
    return p;
}

static void play_free(const seqgen_model *m, struct play *p)
{
    for (int k = 0; k < p->count; k++) {
        for (int i = 0; i < m->input_count; i++) array_free(&p->calls[k].inputs[i]);
        for (int i = 0; i < m->output_count; i++) array_free(&p->calls[k].outputs[i]);
    }
    free(p);
}

static void run_and_compare(const seqgen_model *m, void *instance, const struct call *call, const char *when)
{
    struct array results[MAX_TENSORS];
    run_once(m, instance, call, results);
    for (int i = 0; i < m->output_count; i++) {
        if (!call->refused) compare_bits(m->outputs[i].name, when, &results[i], &call->outputs[i]);
        array_free(&results[i]);
    }
}

static void play_alone(const seqgen_model *m, struct play *p, void *instance)
{
    m->reset(instance);
    for (int k = 0; k < p->count; k++) {
        struct array results[MAX_TENSORS];
        run_once(m, instance, &p->calls[k], results);
        for (int i = 0; i < m->output_count; i++) {
            array_free(&p->calls[k].outputs[i]);
            p->calls[k].outputs[i] = results[i];
        }
    }
}

static void play_in_turns(const seqgen_model *m, struct play *p, void *instance, void *other)
{
    m->reset(instance);
    m->reset(other);
    for (int k = 0; k < p->count; k++) {
        run_and_compare(m, instance, &p->calls[k], "after a second reset");
        run_and_compare(m, other, &p->calls[k], "from a second instance");
    }
}

static void play_moving(const seqgen_model *m, struct play *p)
{
    struct block here = block_new(m->size, m->align);
    m->reset(here.at);
    for (int k = 0; k < p->count; k++) {
        run_and_compare(m, here.at, &p->calls[k], "from an instance that was copied");
        struct block there = block_new(m->size, m->align);
        memcpy(there.at, here.at, m->size);
        block_free(&here, "the instance");
        here = there;
    }
    block_free(&here, "the instance");
}

/* --- rows of a batch ------------------------------------------------------------------------------ */

/* The size of N where every tensor has one and the same N, else 0: rows are then independent. */
static int batch_rows(const seqgen_model *m)
{
    int rows = 0;
    for (int i = 0; i < m->input_count + m->output_count; i++) {
        const seqgen_tensor *t = i < m->input_count ? &m->inputs[i] : &m->outputs[i - m->input_count];
        const char *n = strchr(t->layout, 'N');
        if (!n || (rows && t->shape[n - t->layout] != rows)) return 0;
        rows = t->shape[n - t->layout];
    }
    return rows;
}

/* Puts the rows of `a` into the opposite order. */
static void turn_rows(struct array *a, const char *layout)
{
    int axis = (int)(strchr(layout, 'N') - layout);
    struct array turned = array_new(a->rank, a->shape, a->is_int);
    for (int row = 0; row < a->shape[axis]; row++) {
        struct array one = array_cut(a, axis, row, 1);
        array_put(&turned, axis, a->shape[axis] - 1 - row, &one);
        array_free(&one);
    }
    array_free(a);
    *a = turned;
}

static void turn_call(const seqgen_model *m, struct call *call)
{
    for (int i = 0; i < m->input_count; i++) turn_rows(&call->inputs[i], m->inputs[i].layout);
    for (int i = 0; i < m->output_count; i++) turn_rows(&call->outputs[i], m->outputs[i].layout);
}

/* Rows in another order give the same bits in that order: none reads another. */
static void play_turned(const seqgen_model *m, struct play *p)
{
    struct block instance = block_new(m->size, m->align);
    m->reset(instance.at);
    for (int k = 0; k < p->count; k++) {
        if (p->calls[k].refused) continue;
        turn_call(m, &p->calls[k]);
        run_and_compare(m, instance.at, &p->calls[k], "with the rows in another order");
        turn_call(m, &p->calls[k]);
    }
    block_free(&instance, "the instance");
}

static void make_play(const struct test_case *c, const seqgen_model *m, struct play *p)
{
    struct block a = block_new(m->size, m->align), b = block_new(m->size, m->align);
    memset(b.at, RUBBISH, b.size);
    play_alone(m, p, a.at);
    play_in_turns(m, p, a.at, b.at);
    block_free(&a, "the instance");
    block_free(&b, "the instance");
    play_moving(m, p);
    if (batch_rows(m) > 1 && !c->own_rows) play_turned(m, p);
}

/* --- results ------------------------------------------------------------------------------------- */

static void compare_sets(const struct test_case *c, const seqgen_model *m, const struct play *p)
{
    for (int k = 0; k < p->count; k++) {
        int set = c->set_count ? k % c->set_count : -1;
        for (int i = 0; i < m->output_count && !p->calls[k].refused; i++) {
            char what[200];
            struct array expected = case_array(c, "out", m->outputs[i].name, set);
            snprintf(what, sizeof what, "output %s, call %d", m->outputs[i].name, k);
            compare_close(what, &p->calls[k].outputs[i], &expected, c->tolerance);
            array_free(&expected);
        }
    }
}

/* What a stream returned for output i: its chunks joined, or the last call's where it has no T. */
static struct array joined(const seqgen_model *m, const struct play *p, int i)
{
    int axis = time_axis(m->outputs[i].layout), from = 0;
    struct array all = p->calls[p->count - 1].outputs[i];
    if (axis >= 0) {
        all.shape[axis] = 0;
        for (int k = 0; k < p->count; k++) all.shape[axis] += p->calls[k].outputs[i].shape[axis];
    }
    all = array_new(all.rank, all.shape, all.is_int);
    if (axis < 0) memcpy(all.data, p->calls[p->count - 1].outputs[i].data, all.count * 4);
    for (int k = 0; k < p->count && axis >= 0; from += p->calls[k++].outputs[i].shape[axis])
        array_put(&all, axis, from, &p->calls[k].outputs[i]);
    return all;
}

/* The same model in mode sequence, in one call, has to give the stream's bits. */
static void compare_whole(const struct test_case *c, const struct built_model *whole, const struct array *stream)
{
    struct play *p = play_of_sets(c, whole);
    struct block instance = block_new(whole->model->size, whole->model->align);
    play_alone(whole->model, p, instance.at);
    for (int i = 0; i < whole->model->output_count; i++)
        compare_bits(whole->model->outputs[i].name, "in chunks than in one call", &stream[i], &p->calls[0].outputs[i]);
    block_free(&instance, "the instance");
    play_free(whole->model, p);
}

static void drive_stream(const struct test_case *c, const struct built_model *b, const struct built_model *whole)
{
    struct array first[MAX_TENSORS];
    for (int n = 0; n < c->play_count; n++) {
        struct play *p = play_of_chunks(c, b, &c->plays[n]);
        make_play(c, b->model, p);
        for (int i = 0; i < b->model->output_count; i++) {
            const char *name = b->model->outputs[i].name;
            struct array found = joined(b->model, p, i), expected = case_array(c, "out", name, -1);
            compare_close(name, &found, &expected, c->tolerance);
            if (n == 0) first[i] = found;
            else compare_bits(name, "in other chunks", &found, &first[i]), array_free(&found);
            array_free(&expected);
        }
        play_free(b->model, p);
    }
    if (whole) compare_whole(c, whole, first);
    for (int i = 0; i < b->model->output_count; i++) array_free(&first[i]);
}

/* --- lengths ------------------------------------------------------------------------------------- */

/* Every variable input gets the length `bad`; buffers are large enough for it, in case it is not refused. */
static void refuses_length(const struct built_model *b, void *instance, int bad)
{
    const seqgen_model *m = b->model;
    struct block memory[2 * MAX_TENSORS];
    const void *inputs[MAX_TENSORS];
    void *outputs[MAX_TENSORS];
    int lengths[MAX_TENSORS];
    for (int i = 0; i < m->input_count + m->output_count; i++) {
        const seqgen_tensor *t = i < m->input_count ? &m->inputs[i] : &m->outputs[i - m->input_count];
        size_t size = 4;
        for (int k = 0; k < t->rank; k++) size *= (size_t)t->shape[k] + (k == t->variable_axis);
        memory[i] = block_new(size, 4);
        memset(memory[i].at, 0, size);
        if (i >= m->input_count) outputs[i - m->input_count] = memory[i].at;
        else inputs[i] = memory[i].at, lengths[i] = t->variable_axis >= 0 ? bad : 0;
    }
    int code = m->run(instance, inputs, lengths, outputs);
    if (code >= 0) fail_case("run() returned %d for the length %d, which is out of range", code, bad);
    for (int i = 0; i < m->input_count + m->output_count; i++) block_free(&memory[i], "a buffer");
}

static void drive_lengths(const struct test_case *c, const struct built_model *b)
{
    const seqgen_model *m = b->model;
    struct block instance = block_new(m->size, m->align);
    m->reset(instance.at);
    for (int i = 0; i < m->input_count; i++) {
        if (m->inputs[i].variable_axis < 0) continue;
        refuses_length(b, instance.at, -1);
        refuses_length(b, instance.at, 0);
        refuses_length(b, instance.at, m->inputs[i].shape[m->inputs[i].variable_axis] + 1);
    }
    for (int k = 0; k < c->bad_lengths.count; k++) refuses_length(b, instance.at, c->bad_lengths.length[k]);
    block_free(&instance, "the instance");
}

void drive_case(const struct test_case *c, const struct built_model *b, const struct built_model *whole)
{
    const seqgen_model *m = b->model;
    if (strcmp(m->name, c->name)) fail_case("the descriptor's name is %s", m->name);
    if (m->size == 0 || m->align == 0 || (m->align & (m->align - 1)))
        fail_case("the descriptor: size %zu, align %zu", m->size, m->align);
    if (m->input_count > MAX_TENSORS || m->output_count > MAX_TENSORS)
        fail_case("too many tensors for this test");
    if (c->play_count) {
        drive_stream(c, b, whole);
    } else {
        struct play *p = play_of_sets(c, b);
        make_play(c, m, p);
        compare_sets(c, m, p);
        play_free(m, p);
    }
    drive_lengths(c, b);
}
