/* What drive.c is made of: memory between guards, and one call of a model. */
#ifndef DRIVE_H
#define DRIVE_H

#include "harness.h"

enum { MAX_TENSORS = 64 };

/* --- block.c ------------------------------------------------------------------------------------- */

struct block {
    unsigned char *base, *at;
    size_t size, total;
};

/* `size` bytes at a multiple of `align` that is no multiple of 2 * align. */
struct block block_new(size_t size, size_t align);
/* Fails the case where something was written beside the block. */
void block_free(struct block *b, const char *what);

/* --- call.c -------------------------------------------------------------------------------------- */

struct call {
    int refused;              /* run() has to return a negative code */
    int lengths[MAX_TENSORS]; /* of each input, 0 where it is fixed */
    struct array inputs[MAX_TENSORS];
    struct array outputs[MAX_TENSORS]; /* as large as they come out; filled by the first run */
};

/* Runs `call` on `instance`, its outputs into `results` (arrays made here), and checks what surrounds them. */
void run_once(const seqgen_model *m, void *instance, const struct call *call, struct array *results);
/* With the inputs in place: their lengths, and arrays for the outputs; fails where the descriptor says otherwise. */
void fill_call(const struct built_model *b, struct call *call);

#endif
