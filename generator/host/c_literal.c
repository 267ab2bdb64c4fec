/* c_literal.c: arrays as C text; module `c_literal`.
 *
 *   c_literal.floats(tensor [, indent])     "{{0.5f, -1.0f}, ...}": braces nested by an f32 tensor's shape
 *   c_literal.integers(tensor [, indent])   "{1, -2}", the same of i32
 *   c_literal.bytes(tensor [, indent])      the memory of either as string literals: a function that gives the
 *                                           text piece by piece, nil at its end (out_file takes such functions)
 *
 * Braces read well and suit small arrays; a compiler takes 7 µs and 260 bytes for each of its numbers.
 * Strings take it 0.23 µs and 50 bytes a number (gcc 12).  They initialise the first member of
 *
 *   __extension__ static const union { char bytes[4 * N + 1]; float f[N]; } w = { ... };
 *
 * on a little-endian target; __extension__ (GNU C) keeps -Wpedantic silent about the literal's length.
 * Lines end by column 100 and continue `indent` columns in. */
#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "host.h"
#include "tensor.h"

enum {
    LINE_WIDTH = 100,
    INDENT_STEP = 4,
    PIECE_BYTES = 16384, /* of memory, a call of the iterator */
};

/* Writes element `at`; gives the length. */
static size_t write_number(char *out, const struct tensor *t, size_t at)
{
    if (t->dtype == TENSOR_F32) {
        return (size_t)decimal_write(out, ((const float *)t->data)[at]);
    }
    int32_t value = ((const int32_t *)t->data)[at];
    /* -2147483648 is no int in C: a minus and a number too large. */
    const char *form = value == INT32_MIN ? "%" PRId32 " - 1" : "%" PRId32;
    return (size_t)snprintf(out, DECIMAL_ROOM, form, value == INT32_MIN ? value + 1 : value);
}

/* ---- Nested braces ------------------------------------------------------- */

/* What stands below one index of the axes before `axis`, written from element `at` on. */
struct part {
    int axis;
    size_t at, count; /* elements */
};

static struct part child(const struct tensor *t, struct part p, size_t index)
{
    size_t count = p.count / t->shape[p.axis];
    return (struct part){p.axis + 1, p.at + index * count, count};
}

/* Writes the part on one line; gives its length, or 0 if it is longer than `room`. */
static size_t write_flat(char *out, size_t room, const struct tensor *t, struct part p)
{
    if (p.axis == t->rank) {
        char number[DECIMAL_ROOM];
        size_t length = write_number(number, t, p.at);
        memcpy(out, number, length <= room ? length : 0);
        return length <= room ? length : 0;
    }
    size_t used = 0;
    for (size_t i = 0; i < t->shape[p.axis]; i++) {
        if (used + 3 > room) { /* separator and closing brace */
            return 0;
        }
        out[used++] = i == 0 ? '{' : ',';
        if (i > 0) {
            out[used++] = ' ';
        }
        size_t length = write_flat(out + used, room - used - 1, t, child(t, p, i));
        if (length == 0) {
            return 0;
        }
        used += length;
    }
    out[used++] = '}';
    return used;
}

static void add_new_line(luaL_Buffer *text, size_t indent)
{
    memset(luaL_prepbuffsize(text, indent + 1), ' ', indent + 1);
    luaL_buffaddr(text)[luaL_bufflen(text)] = '\n';
    luaL_addsize(text, indent + 1);
}

/* The last axis, as many numbers a line as fit. */
static void add_wrapped(luaL_Buffer *text, const struct tensor *t, struct part p, size_t indent)
{
    size_t column = LINE_WIDTH;
    for (size_t i = 0; i < p.count; i++) {
        char number[DECIMAL_ROOM];
        size_t length = write_number(number, t, p.at + i);
        if (column + length + 2 > LINE_WIDTH) {
            add_new_line(text, indent);
            column = indent;
        } else {
            luaL_addchar(text, ' ');
            column++;
        }
        luaL_addlstring(text, number, length);
        luaL_addchar(text, ',');
        column += length + 1;
    }
}

/* Adds the part, whose first line begins at column `indent`. */
static void add_part(luaL_Buffer *text, const struct tensor *t, struct part p, size_t indent)
{
    char line[LINE_WIDTH];
    size_t length = write_flat(line, indent + 1 < LINE_WIDTH ? LINE_WIDTH - indent - 1 : 0, t, p);
    if (length > 0 || p.axis == t->rank) {
        luaL_addlstring(text, line, length);
        return;
    }
    luaL_addchar(text, '{');
    if (p.axis + 1 == t->rank) {
        add_wrapped(text, t, p, indent + INDENT_STEP);
    } else {
        for (size_t i = 0; i < t->shape[p.axis]; i++) {
            add_new_line(text, indent + INDENT_STEP);
            add_part(text, t, child(t, p, i), indent + INDENT_STEP);
            luaL_addchar(text, ',');
        }
    }
    add_new_line(text, indent);
    luaL_addchar(text, '}');
}

/* The tensor at index 1, if C can hold it: neither empty nor with a number that C has no word for. */
static const struct tensor *check_array(lua_State *L)
{
    const struct tensor *t = tensor_check(L, 1);
    luaL_argcheck(L, t->count > 0, 1, "the tensor is empty");
    for (size_t i = 0; t->dtype == TENSOR_F32 && i < t->count; i++) {
        luaL_argcheck(L, isfinite(((const float *)t->data)[i]), 1, "the tensor holds NaN or infinity");
    }
    return t;
}

static size_t check_indent(lua_State *L)
{
    lua_Integer indent = luaL_optinteger(L, 2, 0);
    luaL_argcheck(L, indent >= 0 && indent <= LINE_WIDTH / 2, 2, "out of range");
    return (size_t)indent;
}

static int push_braces(lua_State *L, const struct tensor *t)
{
    size_t indent = check_indent(L);
    luaL_Buffer text;
    luaL_buffinit(L, &text);
    add_part(&text, t, (struct part){0, 0, t->count}, indent);
    luaL_pushresult(&text);
    return 1;
}

/* tensor, indent -> text */
static int literal_floats(lua_State *L)
{
    const struct tensor *t = check_array(L);
    luaL_argcheck(L, t->dtype == TENSOR_F32, 1, "f32 expected");
    return push_braces(L, t);
}

/* tensor, indent -> text */
static int literal_integers(lua_State *L)
{
    const struct tensor *t = check_array(L);
    luaL_argcheck(L, t->dtype == TENSOR_I32, 1, "i32 expected");
    return push_braces(L, t);
}

/* ---- String literals ----------------------------------------------------- */

/* Byte `i` of the little-endian memory. */
static unsigned byte_at(const uint32_t *words, size_t i)
{
    return words[i / 4] >> (8 * (i % 4)) & 0xFF;
}

/* Writes one byte of a string literal; gives the length.  An octal escape takes up to three digits, so it
 * needs all three before a digit; '?' is escaped because ??x may be a trigraph. */
static size_t write_byte(char *out, unsigned byte, unsigned next)
{
    if (byte >= ' ' && byte <= '~' && byte != '"' && byte != '\\' && byte != '?') {
        out[0] = (char)byte;
        return 1;
    }
    bool before_digit = next >= '0' && next <= '7';
    size_t used = 0;
    out[used++] = '\\';
    if (byte >= 64 || before_digit) {
        out[used++] = (char)('0' + (byte >> 6));
    }
    if (byte >= 8 || before_digit) {
        out[used++] = (char)('0' + (byte >> 3 & 7));
    }
    out[used++] = (char)('0' + (byte & 7));
    return used;
}

/* Adds a line of literal from byte `at` on; gives where the next begins. */
static size_t add_byte_line(luaL_Buffer *text, const uint32_t *words, size_t at, size_t end, size_t indent)
{
    char *line = luaL_prepbuffsize(text, LINE_WIDTH + 8);
    size_t used = indent;
    memset(line, ' ', indent);
    line[used++] = '"';
    while (at < end && used < LINE_WIDTH - 5) { /* room for the longest escape and the quote */
        used += write_byte(line + used, byte_at(words, at), at + 1 < end ? byte_at(words, at + 1) : 0);
        at++;
    }
    line[used++] = '"';
    if (at < end) {
        line[used++] = '\n';
    }
    luaL_addsize(text, used);
    return at;
}

/* The iterator; upvalues: tensor, next byte, indent. */
static int next_piece(lua_State *L)
{
    const struct tensor *t = tensor_check(L, lua_upvalueindex(1));
    size_t at = (size_t)lua_tointeger(L, lua_upvalueindex(2));
    size_t indent = (size_t)lua_tointeger(L, lua_upvalueindex(3));
    size_t end = 4 * t->count;
    if (at == end) {
        return 0;
    }
    luaL_Buffer text;
    luaL_buffinit(L, &text);
    for (size_t stop = at + PIECE_BYTES; at < end && at < stop;) {
        at = add_byte_line(&text, t->data, at, end, indent);
    }
    luaL_pushresult(&text);
    lua_pushinteger(L, (lua_Integer)at);
    lua_replace(L, lua_upvalueindex(2));
    return 1;
}

/* tensor, indent -> iterator */
static int literal_bytes(lua_State *L)
{
    const struct tensor *t = check_array(L);
    luaL_argcheck(L, t->dtype != TENSOR_F64, 1, "f32 or i32 expected");
    size_t indent = check_indent(L);
    lua_pushvalue(L, 1);
    lua_pushinteger(L, 0);
    lua_pushinteger(L, (lua_Integer)indent);
    lua_pushcclosure(L, next_piece, 3);
    return 1;
}

int luaopen_c_literal(lua_State *L)
{
    static const luaL_Reg FUNCTIONS[] = {
        {"floats", literal_floats},
        {"integers", literal_integers},
        {"bytes", literal_bytes},
        {NULL, NULL},
    };
    luaL_newlib(L, FUNCTIONS);
    return 1;
}
