/* tensor_bytes.h - numbers as files store them: what tensor_stream.c needs of tensor_bytes.c. */
#ifndef SEQGEN_TENSOR_BYTES_H
#define SEQGEN_TENSOR_BYTES_H

#include "tensor.h"

enum stored_kind {
    STORED_HALF,
    STORED_BFLOAT,
    STORED_FLOAT,
    STORED_DOUBLE,
    STORED_SIGNED,
    STORED_UNSIGNED
};

struct stored_type {
    const char *name;
    enum stored_kind kind;
    int size;                /* bytes of an element in the file */
    enum tensor_dtype dtype; /* what it becomes */
};

/* The stored type that the argument names; raises an argument error for any other. */
const struct stored_type *tensor_check_stored(lua_State *L, int arg);

/* Sets elements [start, start + count) of t, whose dtype is type->dtype; stops at one that does not fit.
 * Gives how many fitted. */
size_t tensor_decode(struct tensor *t, size_t start, const struct stored_type *type, int big_endian,
                     const unsigned char *bytes, size_t count);

#endif
