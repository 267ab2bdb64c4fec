/* tensor_bytes.c - numbers as files store them.
 *
 *   t:raw()                          the elements, row-major, as little-endian bytes
 *   t:hash(h)                        the checksum h continued over the elements of an f32 or i32
 *   tensor.from_raw(dtype, shape, bytes)  the way back
 *   tensor.decode(stored, shape, bytes)   any stored type, see STORED: f16, bf16, f32 give f32; f64 gives f64;
 *                                    integers and booleans give i32, or nil, the indices of one that needs more bits
 *
 * A half has 1 sign, 5 exponent and 10 fraction bits (IEEE 754), a bfloat16 is the upper half of a float: every value
 * of either is a float.
 */
#include "tensor_bytes.h"

#include <math.h>
#include <string.h>

/* ---- One element ------------------------------------------------------------- */

static uint64_t load_bits(const unsigned char *p, int size, int big_endian)
{
    uint64_t bits = 0;
    for (int i = 0; i < size; i++) bits = bits << 8 | p[big_endian ? i : size - 1 - i];
    return bits;
}

static float float_of_bits(uint32_t bits)
{
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static double double_of_bits(uint64_t bits)
{
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static float float_of_half(uint32_t half)
{
    uint32_t sign = (half & 0x8000u) << 16, exponent = half >> 10 & 0x1f, fraction = half & 0x3ff;
    if (exponent == 0x1f) return float_of_bits(sign | 0x7f800000u | fraction << 13);
    if (exponent) return float_of_bits(sign | (exponent + 112) << 23 | fraction << 13);
    float tiny = (float)fraction * 0x1p-24f; /* subnormal, and zero */
    return sign ? -tiny : tiny;
}

/* Sign-extends the lower `size` bytes. */
static int64_t signed_of_bits(uint64_t bits, int size)
{
    uint64_t sign = UINT64_C(1) << (8 * size - 1);
    return (int64_t)((bits ^ sign) - sign);
}

/* ---- Many ---------------------------------------------------------------------- */

static const struct stored_type STORED[] = {
    {"f16", STORED_HALF, 2, TENSOR_F32},
    {"bf16", STORED_BFLOAT, 2, TENSOR_F32},
    {"f32", STORED_FLOAT, 4, TENSOR_F32},
    {"f64", STORED_DOUBLE, 8, TENSOR_F64},
    {"i8", STORED_SIGNED, 1, TENSOR_I32},
    {"i16", STORED_SIGNED, 2, TENSOR_I32},
    {"i32", STORED_SIGNED, 4, TENSOR_I32},
    {"i64", STORED_SIGNED, 8, TENSOR_I32},
    {"u8", STORED_UNSIGNED, 1, TENSOR_I32},
    {"u16", STORED_UNSIGNED, 2, TENSOR_I32},
    {"u32", STORED_UNSIGNED, 4, TENSOR_I32},
    {"u64", STORED_UNSIGNED, 8, TENSOR_I32},
    {"bool", STORED_UNSIGNED, 1, TENSOR_I32},
};

const struct stored_type *tensor_check_stored(lua_State *L, int arg)
{
    const char *name = luaL_checkstring(L, arg);
    for (size_t i = 0; i < sizeof STORED / sizeof *STORED; i++)
        if (!strcmp(STORED[i].name, name)) return &STORED[i];
    luaL_argerror(L, arg, "no stored type of this name");
    return NULL;
}

size_t tensor_decode(struct tensor *t, size_t start, const struct stored_type *type, int big_endian,
                     const unsigned char *bytes, size_t count)
{
    int size = type->size;
    for (size_t i = 0; i < count; i++, bytes += size) {
        uint64_t bits = load_bits(bytes, size, big_endian);
        size_t at = start + i;
        switch (type->kind) {
        case STORED_HALF: ((float *)t->data)[at] = float_of_half((uint32_t)bits); break;
        case STORED_BFLOAT: ((float *)t->data)[at] = float_of_bits((uint32_t)bits << 16); break;
        case STORED_FLOAT: ((float *)t->data)[at] = float_of_bits((uint32_t)bits); break;
        case STORED_DOUBLE: ((double *)t->data)[at] = double_of_bits(bits); break;
        case STORED_SIGNED: {
            int64_t value = signed_of_bits(bits, size);
            if (value < INT32_MIN || value > INT32_MAX) return i;
            ((int32_t *)t->data)[at] = (int32_t)value;
            break;
        }
        case STORED_UNSIGNED:
            if (bits > INT32_MAX) return i;
            ((int32_t *)t->data)[at] = (int32_t)bits;
            break;
        }
    }
    return count;
}

/* ---- Strings -------------------------------------------------------------------- */

static int decode(lua_State *L)
{
    size_t shape[TENSOR_RANK_MAX], length;
    const struct stored_type *type = tensor_check_stored(L, 1);
    int rank = tensor_check_shape(L, 2, shape);
    const unsigned char *bytes = (const unsigned char *)luaL_checklstring(L, 3, &length);
    struct tensor *t = tensor_push_new(L, type->dtype, rank, shape);
    luaL_argcheck(L, length == t->count * (size_t)type->size, 3, "the shape needs another number of bytes");
    size_t decoded = tensor_decode(t, 0, type, 0, bytes, t->count);
    if (decoded == t->count) return 1;
    lua_pushnil(L);
    tensor_push_indices(L, t, decoded);
    return 2;
}

static int from_raw(lua_State *L)
{
    tensor_check_dtype(L, 1);
    return decode(L);
}

static int raw(lua_State *L)
{
    const struct tensor *t = tensor_check(L, 1);
    size_t size = tensor_element_size(t->dtype);
    luaL_Buffer text;
    char *out = luaL_buffinitsize(L, &text, t->count * size);
    for (size_t i = 0; i < t->count; i++) {
        uint64_t bits = 0;
        uint32_t word;
        if (size == 8) {
            memcpy(&bits, (const char *)t->data + i * size, size);
        } else {
            memcpy(&word, (const char *)t->data + i * size, size);
            bits = word;
        }
        for (size_t k = 0; k < size; k++) out[i * size + k] = (char)(bits >> 8 * k & 0xff);
    }
    luaL_pushresultsize(&text, t->count * size);
    return 1;
}

/* FNV-1a over the elements as 32-bit words (float32 and int32): each word goes in whole. */
static int hash(lua_State *L)
{
    const struct tensor *t = tensor_check(L, 1);
    uint64_t h = (uint64_t)luaL_checkinteger(L, 2);
    luaL_argcheck(L, t->dtype != TENSOR_F64, 1, "float32 or int32 wanted");
    for (size_t i = 0; i < t->count; i++) {
        uint32_t word;
        memcpy(&word, (const char *)t->data + i * sizeof word, sizeof word);
        h = (h ^ word) * 0x100000001b3u;
    }
    lua_pushinteger(L, (lua_Integer)h);
    return 1;
}

const luaL_Reg tensor_bytes_methods[] = {{"raw", raw}, {"hash", hash}, {NULL, NULL}};

const luaL_Reg tensor_bytes_functions[] = {{"decode", decode}, {"from_raw", from_raw}, {NULL, NULL}};
