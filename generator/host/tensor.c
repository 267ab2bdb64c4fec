/* tensor.c - module `tensor`: makes tensors, and puts the module together.
 *
 *   tensor.new(dtype, shape, list)   from a flat list of numbers; dtype is "f32", "f64" or "i32"
 *   tensor.zeros(dtype, shape)
 *   tensor.bytes(dtype, shape)       the size such a tensor has, or nil if it is too large to be held
 *   tensor.is_tensor(value)
 *   t:reshape(shape)                 the same numbers, another shape; no copy
 *
 * The rest stands beside its kind: tensor_read.c (shapes and elements), tensor_layout.c (moving elements),
 * tensor_math.c (computing), tensor_bytes.c (stored forms), tensor_stream.c and tensor_zip.c (files).
 */
#include "tensor.h"

#include <string.h>

#include "tensor_stream.h"

static const char METATABLE[] = "seqgen.tensor";
const char *const TENSOR_DTYPE_NAMES[] = {"f32", "f64", "i32", NULL};

size_t tensor_element_size(enum tensor_dtype dtype)
{
    return dtype == TENSOR_F64 ? sizeof(double) : sizeof(float);
}

int tensor_measure(enum tensor_dtype dtype, int rank, const size_t *shape, size_t *count)
{
    size_t room = TENSOR_BYTES_MAX / tensor_element_size(dtype);
    size_t product = 1;
    int empty = 0;
    for (int i = 0; i < rank; i++) {
        size_t size = shape[i] ? shape[i] : 1; /* an empty axis excuses no absurd one beside it */
        empty |= !shape[i];
        if (size > room / product) return 0;
        product *= size;
    }
    *count = empty ? 0 : product;
    return 1;
}

/* ---- Arguments ------------------------------------------------------------ */

const struct tensor *tensor_check(lua_State *L, int index)
{
    return luaL_checkudata(L, index, METATABLE);
}

enum tensor_dtype tensor_check_dtype(lua_State *L, int arg)
{
    return (enum tensor_dtype)luaL_checkoption(L, arg, NULL, TENSOR_DTYPE_NAMES);
}

int tensor_check_shape(lua_State *L, int arg, size_t *shape)
{
    luaL_checktype(L, arg, LUA_TTABLE);
    lua_Unsigned rank = lua_rawlen(L, arg);
    luaL_argcheck(L, rank <= TENSOR_RANK_MAX, arg, "a tensor has at most six axes");
    for (int i = 0; i < (int)rank; i++) {
        lua_rawgeti(L, arg, i + 1);
        int is_integer;
        lua_Integer size = lua_tointegerx(L, -1, &is_integer);
        luaL_argcheck(L, is_integer && size >= 0, arg, "sizes are integers, 0 or more");
        shape[i] = (size_t)size;
        lua_pop(L, 1);
    }
    return (int)rank;
}

int tensor_check_axis(lua_State *L, int arg, const struct tensor *t)
{
    lua_Integer axis = luaL_checkinteger(L, arg);
    luaL_argcheck(L, axis >= 1 && axis <= t->rank, arg, "the tensor has no such axis");
    return (int)axis - 1;
}

/* ---- Making --------------------------------------------------------------- */

/* [-0, +1] A tensor with room for `bytes` behind it; one user value names the tensor whose memory it shows. */
static struct tensor *push_header(lua_State *L, enum tensor_dtype dtype, int rank, const size_t *shape,
                                  size_t bytes)
{
    struct tensor *t = lua_newuserdatauv(L, sizeof *t + bytes, 1);
    t->dtype = dtype;
    t->rank = rank;
    for (int i = 0; i < TENSOR_RANK_MAX; i++) t->shape[i] = i < rank ? shape[i] : 1;
    t->data = t + 1;
    luaL_setmetatable(L, METATABLE);
    return t;
}

struct tensor *tensor_push_new(lua_State *L, enum tensor_dtype dtype, int rank, const size_t *shape)
{
    size_t count = 0;
    if (!tensor_measure(dtype, rank, shape, &count)) luaL_error(L, "a tensor may have at most 2 GiB");
    struct tensor *t = push_header(L, dtype, rank, shape, count * tensor_element_size(dtype));
    t->count = count;
    return t;
}

void tensor_push_view(lua_State *L, int index, size_t start, int rank, const size_t *shape)
{
    const struct tensor *t = tensor_check(L, index);
    index = lua_absindex(L, index);
    struct tensor *view = push_header(L, t->dtype, rank, shape, 0);
    tensor_measure(t->dtype, rank, shape, &view->count);
    view->data = (char *)t->data + start * tensor_element_size(t->dtype);
    lua_pushvalue(L, index);
    lua_setiuservalue(L, -2, 1);
}

static void set_element(lua_State *L, struct tensor *t, size_t i, int arg)
{
    int is_number;
    if (t->dtype == TENSOR_I32) {
        lua_Integer value = lua_tointegerx(L, -1, &is_number);
        luaL_argcheck(L, is_number && value >= INT32_MIN && value <= INT32_MAX, arg,
                      "an i32 tensor holds 32-bit integers");
        ((int32_t *)t->data)[i] = (int32_t)value;
        return;
    }
    double value = lua_tonumberx(L, -1, &is_number);
    luaL_argcheck(L, is_number, arg, "a tensor holds numbers");
    if (t->dtype == TENSOR_F64) ((double *)t->data)[i] = value;
    else ((float *)t->data)[i] = (float)value;
}

static int tensor_new(lua_State *L)
{
    size_t shape[TENSOR_RANK_MAX];
    enum tensor_dtype dtype = tensor_check_dtype(L, 1);
    int rank = tensor_check_shape(L, 2, shape);
    luaL_checktype(L, 3, LUA_TTABLE);
    struct tensor *t = tensor_push_new(L, dtype, rank, shape);
    if (lua_rawlen(L, 3) != t->count)
        return luaL_error(L, "the shape has %I elements, the list %I", (lua_Integer)t->count,
                          (lua_Integer)lua_rawlen(L, 3));
    for (size_t i = 0; i < t->count; i++) {
        lua_rawgeti(L, 3, (lua_Integer)i + 1);
        set_element(L, t, i, 3);
        lua_pop(L, 1);
    }
    return 1;
}

static int tensor_zeros(lua_State *L)
{
    size_t shape[TENSOR_RANK_MAX];
    enum tensor_dtype dtype = tensor_check_dtype(L, 1);
    int rank = tensor_check_shape(L, 2, shape);
    struct tensor *t = tensor_push_new(L, dtype, rank, shape);
    memset(t->data, 0, t->count * tensor_element_size(dtype));
    return 1;
}

static int tensor_bytes(lua_State *L)
{
    size_t shape[TENSOR_RANK_MAX], count;
    enum tensor_dtype dtype = tensor_check_dtype(L, 1);
    int rank = tensor_check_shape(L, 2, shape);
    if (tensor_measure(dtype, rank, shape, &count))
        lua_pushinteger(L, (lua_Integer)(count * tensor_element_size(dtype)));
    else
        lua_pushnil(L);
    return 1;
}

static int is_tensor(lua_State *L)
{
    lua_pushboolean(L, luaL_testudata(L, 1, METATABLE) != NULL);
    return 1;
}

static int reshape(lua_State *L)
{
    const struct tensor *t = tensor_check(L, 1);
    size_t shape[TENSOR_RANK_MAX], count;
    int rank = tensor_check_shape(L, 2, shape);
    if (!tensor_measure(t->dtype, rank, shape, &count) || count != t->count)
        return luaL_argerror(L, 2, "the shape has another number of elements");
    tensor_push_view(L, 1, 0, rank, shape);
    return 1;
}

/* ---- Module --------------------------------------------------------------- */

static const luaL_Reg METHODS[] = {{"reshape", reshape}, {NULL, NULL}};

static const luaL_Reg FUNCTIONS[] = {
    {"new", tensor_new},
    {"zeros", tensor_zeros},
    {"bytes", tensor_bytes},
    {"is_tensor", is_tensor},
    {NULL, NULL},
};

int luaopen_tensor(lua_State *L)
{
    stream_open_library(L);
    zip_open_library(L);
    luaL_newmetatable(L, METATABLE);
    luaL_setfuncs(L, tensor_read_metamethods, 0);
    lua_newtable(L);
    luaL_setfuncs(L, METHODS, 0);
    luaL_setfuncs(L, tensor_read_methods, 0);
    luaL_setfuncs(L, tensor_layout_methods, 0);
    luaL_setfuncs(L, tensor_math_methods, 0);
    luaL_setfuncs(L, tensor_bytes_methods, 0);
    lua_setfield(L, -2, "__index");
    lua_pop(L, 1);

    luaL_newlib(L, FUNCTIONS);
    luaL_setfuncs(L, tensor_layout_functions, 0);
    luaL_setfuncs(L, tensor_math_functions, 0);
    luaL_setfuncs(L, tensor_bytes_functions, 0);
    luaL_setfuncs(L, tensor_stream_functions, 0);
    luaL_setfuncs(L, tensor_zip_functions, 0);
    return 1;
}
