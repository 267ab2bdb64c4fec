/* tensor_math.c - operations on tensors that compute.
 *
 *   t:add(u)  t:sub(u)  t:mul(u)  t:div(u)   u a tensor, broadcast as NumPy does, or a number; the result is f64
 *   t:map(name)                      f64: neg, abs, square, sqrt, rsqrt, reciprocal (what IEEE 754 rounds the same
 *                                    everywhere; exp and its like depend on the machine's libm)
 *   t:sum(axis)                      f64, without that axis
 *   t:to(dtype)                      rounds to nearest, ties to even; where an element does not fit:
 *                                    nil, its indices (i32: no integer of 32 bits; f32: beyond the largest float)
 *   t:to("f32", "inf")               what is beyond the largest float becomes infinity
 *   t:equal(u)                       same dtype, shape and bits
 *   t:find_non_finite()              indices, from 0, of the first NaN or infinity, or nil
 *   tensor.random(seed, shape, scale)  f32, uniform in [-scale, scale)
 *
 * Arithmetic is in double and its result stays so: whoever folds constants rounds once, at the end, by to("f32").
 * random is SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014); its upper 53
 * bits are a number in [0, 1).  No step depends on the machine.
 */
#include "tensor.h"

#include <float.h>
#include <math.h>
#include <string.h>

/* ---- Element by element, two operands -------------------------------------- */

static double add(double a, double b) { return a + b; }
static double sub(double a, double b) { return a - b; }
static double mul(double a, double b) { return a * b; }
static double divide(double a, double b) { return a / b; }

/* Axis i of the result, counted from the last; an operand that lacks it or has size 1 there is repeated. */
static size_t size_from_last(const struct tensor *t, int i)
{
    return i < t->rank ? t->shape[t->rank - 1 - i] : 1;
}

static int broadcast_shape(lua_State *L, const struct tensor *a, const struct tensor *b, size_t *shape)
{
    int rank = a->rank > b->rank ? a->rank : b->rank;
    for (int i = 0; i < rank; i++) {
        size_t m = size_from_last(a, i), n = size_from_last(b, i);
        if (m != n && m != 1 && n != 1)
            luaL_error(L, "shapes %s and %s do not broadcast", luaL_tolstring(L, 1, NULL),
                       luaL_tolstring(L, 2, NULL));
        shape[rank - 1 - i] = m == 1 ? n : m;
    }
    return rank;
}

/* How far a step along each axis of the result goes in the operand. */
static void broadcast_strides(const struct tensor *t, int rank, size_t *stride)
{
    size_t step = 1;
    for (int i = 0; i < rank; i++) {
        size_t size = size_from_last(t, i);
        stride[rank - 1 - i] = size == 1 ? 0 : step;
        step *= size;
    }
}

static int combine(lua_State *L, double (*f)(double, double))
{
    const struct tensor *a = tensor_check(L, 1);
    if (lua_isnumber(L, 2)) { /* a number is a tensor of no axes */
        double value = lua_tonumber(L, 2);
        *(double *)tensor_push_new(L, TENSOR_F64, 0, NULL)->data = value;
        lua_replace(L, 2);
    }
    const struct tensor *b = tensor_check(L, 2);
    size_t shape[TENSOR_RANK_MAX], along_a[TENSOR_RANK_MAX], along_b[TENSOR_RANK_MAX];
    int rank = broadcast_shape(L, a, b, shape);
    broadcast_strides(a, rank, along_a);
    broadcast_strides(b, rank, along_b);

    struct tensor *result = tensor_push_new(L, TENSOR_F64, rank, shape);
    double *out = result->data;
    size_t index[TENSOR_RANK_MAX] = {0}, at_a = 0, at_b = 0;
    for (size_t n = 0; n < result->count; n++) {
        out[n] = f(tensor_get(a, at_a), tensor_get(b, at_b));
        for (int i = rank - 1; i >= 0; i--) {
            at_a += along_a[i];
            at_b += along_b[i];
            if (++index[i] < shape[i]) break;
            at_a -= along_a[i] * shape[i];
            at_b -= along_b[i] * shape[i];
            index[i] = 0;
        }
    }
    return 1;
}

static int tensor_add(lua_State *L) { return combine(L, add); }
static int tensor_sub(lua_State *L) { return combine(L, sub); }
static int tensor_mul(lua_State *L) { return combine(L, mul); }
static int tensor_div(lua_State *L) { return combine(L, divide); }

/* ---- Element by element, one operand ---------------------------------------- */

static double negate(double x) { return -x; }
static double square(double x) { return x * x; }
static double rsqrt(double x) { return 1.0 / sqrt(x); }
static double reciprocal(double x) { return 1.0 / x; }

static const char *const MAP_NAMES[] = {"neg", "abs", "square", "sqrt", "rsqrt", "reciprocal", NULL};
static double (*const MAPS[])(double) = {negate, fabs, square, sqrt, rsqrt, reciprocal};

static int map(lua_State *L)
{
    const struct tensor *t = tensor_check(L, 1);
    double (*f)(double) = MAPS[luaL_checkoption(L, 2, NULL, MAP_NAMES)];
    double *out = tensor_push_new(L, TENSOR_F64, t->rank, t->shape)->data;
    for (size_t i = 0; i < t->count; i++) out[i] = f(tensor_get(t, i));
    return 1;
}

/* ---- Along an axis ----------------------------------------------------------- */

static int sum(lua_State *L)
{
    const struct tensor *t = tensor_check(L, 1);
    int axis = tensor_check_axis(L, 2, t);
    size_t shape[TENSOR_RANK_MAX], inner = 1;
    for (int i = 0, kept = 0; i < t->rank; i++) {
        if (i != axis) shape[kept++] = t->shape[i];
        if (i > axis) inner *= t->shape[i];
    }
    struct tensor *result = tensor_push_new(L, TENSOR_F64, t->rank - 1, shape);
    double *out = result->data;
    const size_t along = t->shape[axis];
    for (size_t n = 0; n < result->count; n++) {
        size_t first = n / inner * along * inner + n % inner;
        out[n] = 0.0;
        for (size_t k = 0; k < along; k++) out[n] += tensor_get(t, first + k * inner);
    }
    return 1;
}

/* ---- Conversion and comparison ---------------------------------------------- */

/* Stores value as element i; false if the dtype has no such number. */
static int put(struct tensor *t, size_t i, double value)
{
    switch (t->dtype) {
    case TENSOR_F64: ((double *)t->data)[i] = value; return 1;
    case TENSOR_F32: {
        float rounded = (float)value;
        ((float *)t->data)[i] = rounded;
        return isfinite(rounded) || !isfinite(value);
    }
    default:
        if (!(value >= INT32_MIN && value <= INT32_MAX && value == floor(value))) return 0;
        ((int32_t *)t->data)[i] = (int32_t)value;
        return 1;
    }
}

static int to(lua_State *L)
{
    const struct tensor *t = tensor_check(L, 1);
    enum tensor_dtype dtype = tensor_check_dtype(L, 2);
    const int may_be_infinite = dtype == TENSOR_F32 && strcmp(luaL_optstring(L, 3, ""), "inf") == 0;
    if (dtype == t->dtype) {
        lua_pushvalue(L, 1);
        return 1;
    }
    struct tensor *result = tensor_push_new(L, dtype, t->rank, t->shape);
    for (size_t i = 0; i < t->count; i++) {
        if (put(result, i, tensor_get(t, i)) || may_be_infinite) continue;
        lua_pushnil(L);
        tensor_push_indices(L, t, i);
        return 2;
    }
    return 1;
}

static int equal(lua_State *L)
{
    const struct tensor *a = tensor_check(L, 1), *b = tensor_check(L, 2);
    int same = a->dtype == b->dtype && a->rank == b->rank;
    for (int i = 0; same && i < a->rank; i++) same = a->shape[i] == b->shape[i];
    same = same && !memcmp(a->data, b->data, a->count * tensor_element_size(a->dtype));
    lua_pushboolean(L, same);
    return 1;
}

static int find_non_finite(lua_State *L)
{
    const struct tensor *t = tensor_check(L, 1);
    size_t i = 0;
    while (i < t->count && isfinite(tensor_get(t, i))) i++;
    if (i < t->count) tensor_push_indices(L, t, i);
    else lua_pushnil(L);
    return 1;
}

/* ---- Seeded numbers ---------------------------------------------------------- */

static uint64_t splitmix64(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static int tensor_random(lua_State *L)
{
    uint64_t state = (uint64_t)luaL_checkinteger(L, 1);
    size_t shape[TENSOR_RANK_MAX];
    int rank = tensor_check_shape(L, 2, shape);
    double scale = luaL_checknumber(L, 3);
    struct tensor *t = tensor_push_new(L, TENSOR_F32, rank, shape);
    float *out = t->data;
    for (size_t i = 0; i < t->count; i++)
        out[i] = (float)(((double)(splitmix64(&state) >> 11) * 0x1p-52 - 1.0) * scale);
    return 1;
}

const luaL_Reg tensor_math_methods[] = {
    {"add", tensor_add},
    {"sub", tensor_sub},
    {"mul", tensor_mul},
    {"div", tensor_div},
    {"map", map},
    {"sum", sum},
    {"to", to},
    {"equal", equal},
    {"find_non_finite", find_non_finite},
    {NULL, NULL},
};

const luaL_Reg tensor_math_functions[] = {{"random", tensor_random}, {NULL, NULL}};
