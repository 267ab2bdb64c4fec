/* tensor_layout.c - operations on tensors that move elements and compute nothing.
 *
 *   t:permute{3, 1, 2}               axis 1 of the result is axis 3 of t, and so on (NumPy's transpose, from 1)
 *   t:slice(axis, start, count)      axis from 1, start from 0; no copy where the memory is in one piece
 *   t:flip(axis)                     that axis backwards
 *   t:take(axis, {2, 0, 2})          the named places of an axis, from 0, in that order
 *   t:pad(axis, before, after)       with zeros; t itself where there is nothing to add
 *   tensor.concat(axis, {t, u, ...}) all of one dtype and, but for that axis, one shape
 *
 * Along one axis a tensor is `outer` runs of `length` blocks of `inner` elements: all but permute move blocks.
 */
#include "tensor.h"

#include <string.h>

struct split {
    size_t outer, length, block; /* block: bytes of `inner` elements */
};

static struct split split_at(const struct tensor *t, int axis)
{
    struct split s = {1, t->shape[axis], tensor_element_size(t->dtype)};
    for (int i = 0; i < axis; i++) s.outer *= t->shape[i];
    for (int i = axis + 1; i < t->rank; i++) s.block *= t->shape[i];
    return s;
}

/* [-0, +1] A new tensor like t, but for the size of one axis. */
static struct tensor *push_resized(lua_State *L, const struct tensor *t, int axis, size_t size)
{
    size_t shape[TENSOR_RANK_MAX];
    memcpy(shape, t->shape, sizeof shape);
    shape[axis] = size;
    return tensor_push_new(L, t->dtype, t->rank, shape);
}

/* ---- Permute -------------------------------------------------------------- */

/* order[i]: the source axis, from 0, that becomes axis i. */
static void check_order(lua_State *L, int arg, const struct tensor *t, int *order)
{
    unsigned seen = 0;
    luaL_checktype(L, arg, LUA_TTABLE);
    luaL_argcheck(L, lua_rawlen(L, arg) == (lua_Unsigned)t->rank, arg, "one entry an axis is wanted");
    for (int i = 0; i < t->rank; i++) {
        lua_rawgeti(L, arg, i + 1);
        lua_Integer axis = lua_tointeger(L, -1);
        luaL_argcheck(L, axis >= 1 && axis <= t->rank && !(seen >> axis & 1), arg,
                      "each axis, from 1, is wanted once");
        seen |= 1u << axis;
        order[i] = (int)axis - 1;
        lua_pop(L, 1);
    }
}

/* Elements that lie `stride` elements apart, side by side; their size is a constant to each loop. */
static void copy_run(char *out, const char *source, size_t count, size_t stride, size_t size)
{
    if (size == sizeof(float))
        for (size_t i = 0; i < count; i++)
            memcpy(out + i * sizeof(float), source + i * stride * sizeof(float), sizeof(float));
    else
        for (size_t i = 0; i < count; i++)
            memcpy(out + i * sizeof(double), source + i * stride * sizeof(double), sizeof(double));
}

/* Walks the result in its order; `from` follows in the source, stride[i] elements a step of axis i. */
static void copy_strided(const struct tensor *to, const char *source, const size_t *stride)
{
    size_t size = tensor_element_size(to->dtype), index[TENSOR_RANK_MAX] = {0}, from = 0;
    int last = to->rank - 1;
    size_t run = to->rank ? to->shape[last] : 1;
    char *out = to->data;
    for (size_t n = 0; n < to->count; n += run, out += run * size) {
        copy_run(out, source + from * size, run, to->rank ? stride[last] : 0, size);
        for (int i = last - 1; i >= 0; i--) {
            from += stride[i];
            if (++index[i] < to->shape[i]) break;
            from -= stride[i] * to->shape[i];
            index[i] = 0;
        }
    }
}

static int permute(lua_State *L)
{
    const struct tensor *t = tensor_check(L, 1);
    int order[TENSOR_RANK_MAX];
    check_order(L, 2, t, order);

    size_t source_stride[TENSOR_RANK_MAX], shape[TENSOR_RANK_MAX], stride[TENSOR_RANK_MAX], step = 1;
    for (int i = t->rank - 1; i >= 0; i--) {
        source_stride[i] = step;
        step *= t->shape[i];
    }
    for (int i = 0; i < t->rank; i++) {
        shape[i] = t->shape[order[i]];
        stride[i] = source_stride[order[i]];
    }
    copy_strided(tensor_push_new(L, t->dtype, t->rank, shape), t->data, stride);
    return 1;
}

/* ---- Along one axis ------------------------------------------------------- */

static int slice(lua_State *L)
{
    const struct tensor *t = tensor_check(L, 1);
    int axis = tensor_check_axis(L, 2, t);
    struct split s = split_at(t, axis);
    lua_Integer start = luaL_checkinteger(L, 3), count = luaL_checkinteger(L, 4);
    luaL_argcheck(L, start >= 0 && (size_t)start <= s.length, 3, "start out of range");
    luaL_argcheck(L, count >= 0 && (size_t)count <= s.length - (size_t)start, 4, "count out of range");

    size_t skipped = (size_t)start * s.block, kept = (size_t)count * s.block;
    if (s.outer == 1) {
        size_t shape[TENSOR_RANK_MAX];
        memcpy(shape, t->shape, sizeof shape);
        shape[axis] = (size_t)count;
        tensor_push_view(L, 1, skipped / tensor_element_size(t->dtype), t->rank, shape);
        return 1;
    }
    struct tensor *result = push_resized(L, t, axis, (size_t)count);
    for (size_t o = 0; o < s.outer; o++)
        memcpy((char *)result->data + o * kept, (const char *)t->data + o * s.length * s.block + skipped, kept);
    return 1;
}

static int flip(lua_State *L)
{
    const struct tensor *t = tensor_check(L, 1);
    int axis = tensor_check_axis(L, 2, t);
    struct split s = split_at(t, axis);
    struct tensor *result = push_resized(L, t, axis, s.length);
    const char *in = t->data;
    for (size_t o = 0; o < s.outer; o++) {
        char *run = (char *)result->data + o * s.length * s.block;
        for (size_t i = s.length; i-- > 0; in += s.block) memcpy(run + i * s.block, in, s.block);
    }
    return 1;
}

static int take(lua_State *L)
{
    const struct tensor *t = tensor_check(L, 1);
    int axis = tensor_check_axis(L, 2, t);
    struct split s = split_at(t, axis);
    luaL_checktype(L, 3, LUA_TTABLE);
    size_t taken = lua_rawlen(L, 3);
    struct tensor *result = push_resized(L, t, axis, taken);
    for (size_t i = 0; i < taken; i++) {
        lua_rawgeti(L, 3, (lua_Integer)i + 1);
        int is_integer;
        lua_Integer place = lua_tointegerx(L, -1, &is_integer);
        luaL_argcheck(L, is_integer && place >= 0 && (size_t)place < s.length, 3, "index out of range");
        lua_pop(L, 1);
        for (size_t o = 0; o < s.outer; o++)
            memcpy((char *)result->data + (o * taken + i) * s.block,
                   (const char *)t->data + (o * s.length + (size_t)place) * s.block, s.block);
    }
    return 1;
}

static int pad(lua_State *L)
{
    const struct tensor *t = tensor_check(L, 1);
    int axis = tensor_check_axis(L, 2, t);
    lua_Integer before = luaL_checkinteger(L, 3), after = luaL_checkinteger(L, 4);
    luaL_argcheck(L, before >= 0 && before <= (lua_Integer)TENSOR_BYTES_MAX, 3, "out of range");
    luaL_argcheck(L, after >= 0 && after <= (lua_Integer)TENSOR_BYTES_MAX, 4, "out of range");
    if (before + after == 0) {
        lua_pushvalue(L, 1);
        return 1;
    }
    struct split s = split_at(t, axis);
    size_t padded = s.length + (size_t)before + (size_t)after, run = s.length * s.block;
    struct tensor *result = push_resized(L, t, axis, padded);
    memset(result->data, 0, result->count * tensor_element_size(result->dtype));
    for (size_t o = 0; o < s.outer; o++)
        memcpy((char *)result->data + (o * padded + (size_t)before) * s.block,
               (const char *)t->data + o * run, run);
    return 1;
}

/* ---- Concat --------------------------------------------------------------- */

/* The summed length of the axis, after a look that all parts fit the first. */
static size_t joined_length(lua_State *L, const struct tensor *first, int axis)
{
    size_t length = 0;
    for (lua_Integer i = 1; i <= (lua_Integer)lua_rawlen(L, 2); i++) {
        lua_rawgeti(L, 2, i);
        const struct tensor *part = tensor_check(L, -1);
        int fits = part->dtype == first->dtype && part->rank == first->rank;
        for (int k = 0; fits && k < first->rank; k++) fits = k == axis || part->shape[k] == first->shape[k];
        luaL_argcheck(L, fits, 2, "the tensors differ in dtype, or in another axis than the joined one");
        length += part->shape[axis];
        lua_pop(L, 1);
    }
    return length;
}

static int concat(lua_State *L)
{
    luaL_checktype(L, 2, LUA_TTABLE);
    luaL_argcheck(L, lua_rawlen(L, 2) > 0, 2, "at least one tensor is wanted");
    lua_rawgeti(L, 2, 1);
    const struct tensor *first = tensor_check(L, -1);
    int axis = tensor_check_axis(L, 1, first);
    struct tensor *result = push_resized(L, first, axis, joined_length(L, first, axis));
    struct split whole = split_at(result, axis);
    char *out = result->data;
    for (lua_Integer i = 1; i <= (lua_Integer)lua_rawlen(L, 2); i++) {
        lua_rawgeti(L, 2, i);
        const struct tensor *part = tensor_check(L, -1);
        size_t run = part->shape[axis] * whole.block;
        for (size_t o = 0; o < whole.outer; o++)
            memcpy(out + o * whole.length * whole.block, (const char *)part->data + o * run, run);
        out += run;
        lua_pop(L, 1);
    }
    return 1;
}

const luaL_Reg tensor_layout_methods[] = {
    {"permute", permute},
    {"slice", slice},
    {"flip", flip},
    {"take", take},
    {"pad", pad},
    {NULL, NULL},
};

const luaL_Reg tensor_layout_functions[] = {{"concat", concat}, {NULL, NULL}};
