/* tensor.h - read-only arrays of numbers, as Lua userdata: what other C files may use of them.
 *
 * A tensor is contiguous and row-major (the last axis is the fastest).  It never changes once it has been
 * handed to Lua, so views (reshape, slice of the first axis) share the memory of the tensor they look at.
 * The memory is Lua's own: the garbage collector knows its size and frees it.
 */
#ifndef SEQGEN_TENSOR_H
#define SEQGEN_TENSOR_H

#include <lauxlib.h>
#include <lua.h>
#include <stddef.h>
#include <stdint.h>

enum tensor_dtype {
    TENSOR_F32,
    TENSOR_F64,
    TENSOR_I32,
};

enum { TENSOR_RANK_MAX = 6 };

struct tensor {
    enum tensor_dtype dtype;
    int rank;                      /* 0 to TENSOR_RANK_MAX; rank 0 is a single number */
    size_t shape[TENSOR_RANK_MAX]; /* slowest axis first */
    size_t count;                  /* product of the shape; 0 if an axis is empty */
    void *data;                    /* count elements: float, double or int32_t */
};

/* Opens module `tensor`: [-0, +1] its table. */
int luaopen_tensor(lua_State *L);

/* The tensor at `index`; raises Lua's usual argument error for anything else. */
const struct tensor *tensor_check(lua_State *L, int index);

/* [-0, +1] A new tensor whose elements are not set: the caller fills them before Lua sees it.
 * Raises an error if it is too large to be held (see tensor_measure). */
struct tensor *tensor_push_new(lua_State *L, enum tensor_dtype dtype, int rank, const size_t *shape);

/* ---- Between the tensor_*.c files ---------------------------------------- */

/* No tensor is larger, so that a lying size is refused before memory is asked for. */
#define TENSOR_BYTES_MAX ((size_t)1 << 31)

extern const luaL_Reg tensor_read_methods[], tensor_read_metamethods[];   /* tensor_read.c */
extern const luaL_Reg tensor_layout_methods[], tensor_layout_functions[]; /* tensor_layout.c */
extern const luaL_Reg tensor_math_methods[], tensor_math_functions[];     /* tensor_math.c */
extern const luaL_Reg tensor_bytes_methods[], tensor_bytes_functions[];   /* tensor_bytes.c */
extern const luaL_Reg tensor_stream_functions[];                          /* tensor_stream.c */
extern const luaL_Reg tensor_zip_functions[];                             /* tensor_zip.c */

/* By enum tensor_dtype, NULL behind the last. */
extern const char *const TENSOR_DTYPE_NAMES[];

/* Bytes of one element. */
size_t tensor_element_size(enum tensor_dtype dtype);

/* Whether such a tensor can be held; gives its elements. */
int tensor_measure(enum tensor_dtype dtype, int rank, const size_t *shape, size_t *count);

/* Arguments: "f32", "f64" or "i32"; a list of sizes (gives the rank); an axis counted from 1 (gives it from 0). */
enum tensor_dtype tensor_check_dtype(lua_State *L, int arg);
int tensor_check_shape(lua_State *L, int arg, size_t *shape);
int tensor_check_axis(lua_State *L, int arg, const struct tensor *t);

/* [-0, +1] A tensor that shows `count` elements of the one at `index`, from element `start` on, as `shape`. */
void tensor_push_view(lua_State *L, int index, size_t start, int rank, const size_t *shape);

/* [-0, +1] The place of a flat element as a list of zero-based indices. */
void tensor_push_indices(lua_State *L, const struct tensor *t, size_t flat);

/* Element `i` of the flat order, as a double (exact for all three dtypes). */
double tensor_get(const struct tensor *t, size_t i);

#endif
