/* blob.c: a model whose large weights lie outside of it is bound to them and to nothing else, and computes what the one
 * with all weights inside does.
 *
 *   blob OUT model.bin    compiled with -DBLOB: what bind and run refuse, then OUT, the outputs' bytes
 *   blob OUT              without: the same outputs of the model that holds its weights
 *
 * Compiled with -DMODEL=name -DFILE_NAME="model.c". */
#include FILE_NAME

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define JOIN_NAMES(a, b) a##b
#define JOIN(a, b) JOIN_NAMES(a, b)

enum { MOST = 8 };

static struct MODEL instance;
static const seqgen_model *const model = &JOIN(MODEL, _model);
static const void *inputs[MOST];
static void *outputs[MOST];

static size_t elements(const seqgen_tensor *t)
{
    size_t count = 1;
    for (int i = 0; i < t->rank; i++) {
        count *= (size_t)t->shape[i];
    }
    return count;
}

static void make_buffers(void)
{
    for (int i = 0; i < model->input_count; i++) {
        const size_t count = elements(&model->inputs[i]);
        float *x = (float *)malloc(count * sizeof *x);
        for (size_t k = 0; k < count; k++) {
            x[k] = (float)(k * 37 % 101) / 50.0f - 1.0f;
        }
        inputs[i] = x;
    }
    for (int i = 0; i < model->output_count; i++) {
        outputs[i] = malloc(elements(&model->outputs[i]) * 4);
    }
}

static void expect(int holds, const char *what)
{
    if (holds) return;
    printf("%s\n", what);
    exit(1);
}

static int run(void)
{
    return model->run(&instance, inputs, NULL, outputs);
}

static void write_outputs(const char *path)
{
    FILE *f = fopen(path, "wb");
    model->reset(&instance);
    expect(run() == SEQGEN_OK, "run fails");
    for (int i = 0; i < model->output_count; i++) {
        fwrite(outputs[i], 4, elements(&model->outputs[i]), f);
    }
    fclose(f);
}

#if defined(BLOB)
static int bind(const void *weights, size_t size)
{
    return JOIN(MODEL, _bind)(&instance, weights, size);
}

/* The file's bytes at an address that is a multiple of 16, with room for more behind them. */
static unsigned char *read_weights(const char *path, size_t *size)
{
    FILE *f = fopen(path, "rb");
    fseek(f, 0, SEEK_END);
    *size = (size_t)ftell(f);
    rewind(f);
    unsigned char *bytes = (unsigned char *)calloc(*size + 64, 1);
    expect(fread(bytes, 1, *size, f) == *size, "the weights can't be read");
    fclose(f);
    return bytes;
}

static void refuses_other_sizes(const unsigned char *bytes, size_t size)
{
    expect(bind(NULL, size) == SEQGEN_E_WEIGHTS, "bind takes NULL");
    expect(bind(bytes, 0) == SEQGEN_E_WEIGHTS, "bind takes no bytes");
    expect(bind(bytes, size - 1) == SEQGEN_E_WEIGHTS, "bind takes a byte less");
    expect(bind(bytes, size - 64) == SEQGEN_E_WEIGHTS, "bind takes a line less");
    expect(bind(bytes, size + 1) == SEQGEN_E_WEIGHTS, "bind takes a byte more");
    expect(bind(bytes, size + 64) == SEQGEN_E_WEIGHTS, "bind takes a line more");
}

static void refuses_other_bytes(unsigned char *bytes, size_t size)
{
    for (int i = 0; i <= 8; i++) {
        const size_t at = (size - 1) / 8 * (size_t)i;
        bytes[at] ^= (unsigned char)(1 << i % 8);
        expect(bind(bytes, size) == SEQGEN_E_WEIGHTS, "bind takes weights with one bit changed");
        bytes[at] ^= (unsigned char)(1 << i % 8);
    }
    memmove(bytes + 1, bytes, size);
    expect(bind(bytes + 1, size) == SEQGEN_E_WEIGHTS, "bind takes an address that no float has");
    memmove(bytes, bytes + 1, size);
}

static void runs_only_bound(const unsigned char *bytes, size_t size)
{
    memset(outputs[0], 0x5A, 4);
    expect(run() == SEQGEN_E_WEIGHTS, "run takes an instance that was never bound");
    expect(*(unsigned char *)outputs[0] == 0x5A, "run without weights writes");
    expect(bind(bytes, size) == SEQGEN_OK, "bind refuses the weights");
    model->reset(&instance);
    expect(run() == SEQGEN_OK, "run refuses what was bound before a reset");
    expect(bind(bytes, size - 4) == SEQGEN_E_WEIGHTS && run() == SEQGEN_E_WEIGHTS, "run goes on after bind refused");
    expect(bind(bytes, size) == SEQGEN_OK, "bind refuses the weights after others");
}
#endif

int main(int argc, char **argv)
{
    make_buffers();
#if defined(BLOB)
    size_t size = 0;
    unsigned char *bytes = argc == 3 ? read_weights(argv[2], &size) : NULL;
    expect(bytes != NULL, "blob OUT model.bin");
    refuses_other_sizes(bytes, size);
    refuses_other_bytes(bytes, size);
    runs_only_bound(bytes, size);
#endif
    expect(argc >= 2, "blob OUT");
    write_outputs(argv[1]);
    return 0;
}
