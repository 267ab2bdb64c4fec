/* What the files of the numeric test share: a case read from its folder, the arrays in it, the model
 * generated for it.  One process runs one case and stops at the first thing that is wrong.
 */
#ifndef HARNESS_H
#define HARNESS_H

#include <stddef.h>

#include "seqgen.h"

/* Prints what is wrong and ends this case's process. */
#if defined(__GNUC__)
__attribute__((noreturn, format(printf, 1, 2)))
#endif
void
fail_case(const char *format, ...);

/* --- array.c: dense arrays of float32 or int32, from .npy files --------------------------------- */

struct array {
    int rank;
    int shape[4];
    int is_int;   /* int32, else float32; both take four bytes */
    size_t count; /* elements */
    void *data;
};

struct array array_new(int rank, const int *shape, int is_int);
struct array array_read(const char *path); /* '<f4', '<i4' or '<f8' in C order, else fails */
void array_free(struct array *a);
struct array array_cut(const struct array *a, int axis, int from, int count); /* a copy of a range of one axis */
void array_put(struct array *into, int axis, int from, const struct array *part);

/* --- case.c: a case's folder ---------------------------------------------------------------------
 * model.yaml, its weights, inputs and expected outputs; for a stream also whole.yaml, the same model in one call.
 * case.txt has one setting a line, `#` starts a comment:
 *   sets 3           in_X.0.npy ... in_X.2.npy and out_Y.0.npy ...: called one after another
 *   refuse 1         set 1 has no outputs: run() returns a negative code for it
 *   chunks 5 1 4     stream: the whole sequence in calls of 5, 1 and 4 steps; further lines cut it in other ways
 *   bad_lengths 1 2  lengths that run() refuses, besides -1, 0 and the maximum + 1
 *   own_rows 1       the rows of the batch are not alike: each has weights of its own
 *   options --strict what seqgen is to be told beside the spec
 *   cflags -DX=1     what the C compiler is to be told beside its own options
 *   tolerance 1e-5   |found - expected| <= tolerance * (1 + |expected|); the comment gives the reason
 */

enum { MAX_PLAYS = 8,
       MAX_CALLS = 64,
       MAX_SETS = 8 };

struct chunks {
    int count;
    int length[MAX_CALLS];
};

struct test_case {
    const char *folder;
    char name[128]; /* the model's, from model.yaml */
    int set_count;  /* 0: the files have no number */
    int refused[MAX_SETS];
    int play_count; /* `chunks` lines; 0: no stream */
    struct chunks plays[MAX_PLAYS];
    struct chunks bad_lengths;
    int own_rows;
    char options[64], cflags[64];
    double tolerance;
};

void case_read(struct test_case *c, const char *folder);
/* kind "in" or "out"; set -1 where the files have no number */
struct array case_array(const struct test_case *c, const char *kind, const char *tensor, int set);

/* --- bind.c -------------------------------------------------------------------------------------- */

typedef int bind_function(void *instance, const void *weights, size_t size);

/* The descriptor of a model whose weights lie in the file `path`: its reset binds the instance to them first.  For two
 * models at most. */
const seqgen_model *bound_model(const seqgen_model *model, bind_function *bind, const char *path);

/* --- drive.c ------------------------------------------------------------------------------------- */

typedef int length_function(int length);

struct built_model {
    const seqgen_model *model;
    length_function **output_length; /* of each output: NULL where its length is fixed */
};

/* Everything that is asked of a generated model; returns when all of it holds.  whole: the model of whole.yaml,
 * or NULL. */
void drive_case(const struct test_case *c, const struct built_model *m, const struct built_model *whole);

/* --- compare.c ----------------------------------------------------------------------------------- */

/* Prints found, expected, the index of the first difference and the largest difference, when they differ. */
void compare_close(const char *what, const struct array *found, const struct array *expected, double tolerance);
void compare_bits(const char *what, const char *when, const struct array *found, const struct array *expected);

#endif
