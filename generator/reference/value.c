/* value.c - the evaluator's tensors: named axes, doubles, one fixed order of storage. */
#include "reference.h"

#include <stdint.h>
#include <string.h>

static const char letters[] = "DNTC";

enum axis ref_axis_of(lua_State *L, char letter)
{
    const char *found = letter ? strchr(letters, letter) : NULL;
    if (!found) luaL_error(L, "reference: '%c' is no axis", letter);
    return (enum axis)(found - letters);
}

struct value *ref_value_new(lua_State *L, const size_t size[AXES])
{
    size_t count = 1;
    for (int a = 0; a < AXES; a++) {
        if (size[a] != 0 && count > SIZE_MAX / 2 / sizeof(double) / size[a])
            luaL_error(L, "reference: a tensor is too large for this machine's memory");
        count *= size[a];
    }
    struct value *v = lua_newuserdatauv(L, sizeof *v + count * sizeof(double), 0);
    memset(v, 0, sizeof *v + count * sizeof(double));
    memcpy(v->size, size, sizeof v->size);
    v->count = count;
    return v;
}

/* Gives a value the axes and the kind of numbers that its tensor has in the graph. */
void ref_name_axes(lua_State *L, int graph, lua_Integer id, struct value *v)
{
    int top = lua_gettop(L);
    lua_getfield(L, graph, "tensors");
    lua_rawgeti(L, -1, id);
    lua_getfield(L, -1, "dtype");
    v->whole = strcmp(lua_tostring(L, -1), "i32") == 0;
    lua_getfield(L, -2, "axes");
    size_t rank = lua_rawlen(L, -1);
    if (rank > AXES) luaL_error(L, "reference: a tensor of %d axes", (int)rank);
    for (size_t k = 0; k < rank; k++) {
        lua_rawgeti(L, -1, (lua_Integer)k + 1);
        v->axes[k] = letters[ref_axis_of(L, *lua_tostring(L, -1))];
        lua_pop(L, 1);
    }
    for (int a = 0; a < AXES; a++)
        if (v->size[a] != 1 && !strchr(v->axes, letters[a]))
            luaL_error(L, "reference: axis %c has size %d in a tensor of axes %s", letters[a],
                       (int)v->size[a], v->axes);
    lua_settop(L, top);
}

/* Steps i to the next cell, the last axis of `order` fastest; false after the last one. */
bool ref_next(size_t i[AXES], const size_t size[AXES], const char *order)
{
    for (size_t k = strlen(order); k-- > 0;) {
        ptrdiff_t a = strchr(letters, order[k]) - letters;
        if (++i[a] < size[a]) return true;
        i[a] = 0;
    }
    return false;
}

/* The place of cell i; along an axis of size 1 every index is the same cell (broadcasting). */
size_t ref_index(const struct value *v, const size_t i[AXES])
{
    size_t at = 0;
    for (int a = 0; a < AXES; a++) at = at * v->size[a] + (v->size[a] == 1 ? 0 : i[a]);
    return at;
}

size_t ref_rows(const struct value *v)
{
    return v->size[D] * v->size[N];
}

/* How far apart two neighbours along an axis are stored. */
size_t ref_stride(const struct value *v, enum axis axis)
{
    size_t stride = 1;
    for (int a = AXES - 1; a > (int)axis; a--) stride *= v->size[a];
    return stride;
}
