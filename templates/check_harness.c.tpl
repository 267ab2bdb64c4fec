%# check_harness.c.tpl   given: name, the model's name; blob, whether its weights lie in model.bin
/* Runs the generated model.c by a plan, for `seqgen check`.  The plan is the file of that name, a command a line:
 *
 *   new I                     instance I is filled with rubbish, then reset
 *   reset I
 *   run I LENGTH IN OUT       inputs from the files IN.0, IN.1, ...; outputs, at their largest size, to OUT.0, ...
 *
 * LENGTH is that of every variable input.  What each run returns goes to standard output, a line each.  Writing
 * past the end of an output or of the instance ends the program.
 */
#include "model.c"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define M ${name}_model
enum { MARGIN = 256, INSTANCES = 2, RUBBISH = 0xFF /* as floats: NaN */ };

static void fail(const char *what, const char *where)
{
    fprintf(stderr, "%s: %s\n", what, where);
    exit(3);
}

/* ---- Memory between two margins of rubbish ------------------------------------------ */

struct block {
    unsigned char *all, *at;
    size_t size;
};

static struct block block_new(size_t size, size_t align)
{
    struct block b;
    b.all = malloc(size + 2 * MARGIN + align);
    if (!b.all) fail("not enough memory", "harness");
    memset(b.all, RUBBISH, size + 2 * MARGIN + align);
    b.at = b.all + MARGIN;
    b.at += (align - (size_t)((uintptr_t)b.at % align)) % align;
    b.size = size;
    return b;
}

static void block_check(const struct block *b, const char *name)
{
    size_t i;
    for (i = 1; i <= MARGIN; i++)
        if (b->at[b->size + i - 1] != RUBBISH || b->at[0 - i] != RUBBISH)
            fail("memory beside it was written to", name);
}

% if blob then
/* ---- The weights, read once -------------------------------------------------------------- */

static void bind_weights(void *instance)
{
    static unsigned char *weights;
    static size_t size;
    if (!weights) {
        FILE *f = fopen("model.bin", "rb");
        if (!f || fseek(f, 0, SEEK_END)) fail("cannot be opened", "model.bin");
        size = (size_t)ftell(f);
        rewind(f);
        weights = malloc(size + 1);
        if (!weights || fread(weights, 1, size, f) != size) fail("cannot be read", "model.bin");
        fclose(f);
    }
    if (${name}_bind((${name} *)instance, weights, size) != 0) fail("is refused", "model.bin");
}

% end
/* ---- One call ------------------------------------------------------------------------- */

static size_t bytes_of(const seqgen_tensor *t, int length)
{
    size_t bytes = 4;
    int axis;
    for (axis = 0; axis < t->rank; axis++)
        bytes *= (size_t)(axis == t->variable_axis && length >= 0 ? length : t->shape[axis]);
    return bytes;
}

static FILE *open_part(const char *stem, int part, const char *mode)
{
    char path[256];
    FILE *f;
    snprintf(path, sizeof path, "%s.%d", stem, part);
    f = fopen(path, mode);
    if (!f) fail("cannot be opened", path);
    return f;
}

static void *read_input(const seqgen_tensor *t, int length, const char *stem, int part)
{
    size_t size = bytes_of(t, length);
    void *data = malloc(size + 1);
    FILE *f = open_part(stem, part, "rb");
    if (!data || fread(data, 1, size, f) != size) fail("cannot be read", t->name);
    fclose(f);
    return data;
}

static void write_output(const struct block *b, const char *stem, int part)
{
    FILE *f = open_part(stem, part, "wb");
    if (fwrite(b->at, 1, b->size, f) != b->size || fclose(f)) fail("cannot be written", stem);
}

static void run(struct block *instance, int length, const char *in, const char *out)
{
    void **inputs = malloc(sizeof *inputs * (size_t)(M.input_count + 1));
    void **outputs = malloc(sizeof *outputs * (size_t)(M.output_count + 1));
    struct block *blocks = malloc(sizeof *blocks * (size_t)(M.output_count + 1));
    int *lengths = malloc(sizeof *lengths * (size_t)(M.input_count + 1));
    int k;
    for (k = 0; k < M.input_count; k++) {
        inputs[k] = read_input(&M.inputs[k], length, in, k);
        lengths[k] = length;
    }
    for (k = 0; k < M.output_count; k++) {
        blocks[k] = block_new(bytes_of(&M.outputs[k], -1), 4);
        outputs[k] = blocks[k].at;
    }
    printf("%d\n", M.run(instance->at, (const void *const *)inputs, lengths, outputs));
    for (k = 0; k < M.output_count; k++) {
        block_check(&blocks[k], M.outputs[k].name);
        write_output(&blocks[k], out, k);
        free(blocks[k].all);
    }
    for (k = 0; k < M.input_count; k++) free(inputs[k]);
    block_check(instance, "the instance");
    free(inputs);
    free(outputs);
    free(blocks);
    free(lengths);
}

int main(void)
{
    struct block instances[INSTANCES] = {{0, 0, 0}};
    char command[16], in[64], out[64];
    int i, length;
    FILE *plan = fopen("plan", "r");
    if (!plan) fail("cannot be opened", "plan");
    while (fscanf(plan, "%15s %d", command, &i) == 2 && i >= 0 && i < INSTANCES) {
        if (strcmp(command, "new") == 0) {
            free(instances[i].all);
            instances[i] = block_new(M.size, M.align);
% if blob then
            bind_weights(instances[i].at);
% end
        }
        if (strcmp(command, "run") != 0) M.reset(instances[i].at);
        else if (fscanf(plan, "%d %63s %63s", &length, in, out) == 3) run(&instances[i], length, in, out);
    }
    fclose(plan);
    for (i = 0; i < INSTANCES; i++) free(instances[i].all);
    return 0;
}
