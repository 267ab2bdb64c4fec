/* seqgen.h - what every generated file offers, in one uniform form.  A generated file carries this text
 * inside; it needs no other file.  Buffers need no alignment beyond their type's. */
#ifndef SEQGEN_H
#define SEQGEN_H

#include <stddef.h>
#include <stdint.h>

/* Element types: 32-bit float, 32-bit signed integer (token ids, lengths, indices). */
typedef enum { SEQGEN_F32, SEQGEN_I32 } seqgen_dtype;

/* What `run` returns: SEQGEN_OK, or why it did nothing useful. */
enum {
    SEQGEN_OK = 0,
    SEQGEN_E_LENGTH = -1, /* a length is out of range, or lengths differ; nothing was touched */
    SEQGEN_E_INDEX = -2,  /* an id is outside its embedding; outputs are undefined, the state is as before */
    SEQGEN_E_WEIGHTS = -3 /* weights that lie outside the file are not bound, or not this model's */
};

/* An input or output: shape[i] is the size of the axis layout[i], slowest first. */
typedef struct {
    const char *name, *layout;
    seqgen_dtype dtype;
    int rank;
    int shape[4];
    int variable_axis; /* the axis whose size is the caller's length (shape has its maximum), or -1 */
} seqgen_tensor;

/* A model.  An array of `size` bytes aligned to `align` is an instance; call `reset` on it first. */
typedef struct {
    const char *name;
    size_t size, align;
    int input_count, output_count;
    const seqgen_tensor *inputs, *outputs;
    void (*reset)(void *instance);
    /* lengths: one for each input, ignored where the length is fixed; NULL if all are */
    int (*run)(void *instance, const void *const *inputs, const int *lengths, void *const *outputs);
} seqgen_model;

#endif /* SEQGEN_H */
