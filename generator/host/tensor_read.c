/* tensor_read.c - what a tensor says of itself, and its elements.
 *
 *   t:dtype()  t:shape()  t:count()  t:bytes_size()
 *   t:at(i, j, ...)                  one number; indices from 0
 *   t:list()                         all numbers as a flat list
 *   tostring(t)                      "tensor f32 [4][3]", for dumps and messages
 */
#include "tensor.h"

/* ---- For other files ------------------------------------------------------ */

double tensor_get(const struct tensor *t, size_t i)
{
    switch (t->dtype) {
    case TENSOR_F32: return (double)((const float *)t->data)[i];
    case TENSOR_F64: return ((const double *)t->data)[i];
    default: return (double)((const int32_t *)t->data)[i];
    }
}

void tensor_push_indices(lua_State *L, const struct tensor *t, size_t flat)
{
    lua_createtable(L, t->rank, 0);
    for (int i = t->rank - 1; i >= 0; i--) {
        lua_pushinteger(L, (lua_Integer)(flat % t->shape[i]));
        lua_rawseti(L, -2, i + 1);
        flat /= t->shape[i];
    }
}

/* ---- The tensor as a whole ------------------------------------------------ */

static int dtype_of(lua_State *L)
{
    lua_pushstring(L, TENSOR_DTYPE_NAMES[tensor_check(L, 1)->dtype]);
    return 1;
}

static int shape_of(lua_State *L)
{
    const struct tensor *t = tensor_check(L, 1);
    lua_createtable(L, t->rank, 0);
    for (int i = 0; i < t->rank; i++) {
        lua_pushinteger(L, (lua_Integer)t->shape[i]);
        lua_rawseti(L, -2, i + 1);
    }
    return 1;
}

static int count_of(lua_State *L)
{
    lua_pushinteger(L, (lua_Integer)tensor_check(L, 1)->count);
    return 1;
}

static int bytes_size(lua_State *L)
{
    const struct tensor *t = tensor_check(L, 1);
    lua_pushinteger(L, (lua_Integer)(t->count * tensor_element_size(t->dtype)));
    return 1;
}

static int to_text(lua_State *L)
{
    const struct tensor *t = tensor_check(L, 1);
    luaL_Buffer text;
    luaL_buffinit(L, &text);
    luaL_addstring(&text, "tensor ");
    luaL_addstring(&text, TENSOR_DTYPE_NAMES[t->dtype]);
    if (t->rank) luaL_addchar(&text, ' ');
    for (int i = 0; i < t->rank; i++) {
        lua_pushfstring(L, "[%I]", (lua_Integer)t->shape[i]);
        luaL_addvalue(&text);
    }
    luaL_pushresult(&text);
    return 1;
}

/* ---- Its elements --------------------------------------------------------- */

static void push_element(lua_State *L, const struct tensor *t, size_t i)
{
    if (t->dtype == TENSOR_I32) lua_pushinteger(L, ((const int32_t *)t->data)[i]);
    else lua_pushnumber(L, tensor_get(t, i));
}

static int element_at(lua_State *L)
{
    const struct tensor *t = tensor_check(L, 1);
    if (lua_gettop(L) != t->rank + 1)
        return luaL_error(L, "a tensor of %d axes is read with %d indices", t->rank, t->rank);
    size_t flat = 0;
    for (int i = 0; i < t->rank; i++) {
        lua_Integer index = luaL_checkinteger(L, i + 2);
        luaL_argcheck(L, index >= 0 && (size_t)index < t->shape[i], i + 2, "index out of range");
        flat = flat * t->shape[i] + (size_t)index;
    }
    push_element(L, t, flat);
    return 1;
}

static int list_of(lua_State *L)
{
    const struct tensor *t = tensor_check(L, 1);
    luaL_argcheck(L, t->count <= INT32_MAX, 1, "too many elements for a list");
    lua_createtable(L, (int)t->count, 0);
    for (size_t i = 0; i < t->count; i++) {
        push_element(L, t, i);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 1;
}

const luaL_Reg tensor_read_methods[] = {
    {"dtype", dtype_of},
    {"shape", shape_of},
    {"count", count_of},
    {"bytes_size", bytes_size},
    {"at", element_at},
    {"list", list_of},
    {NULL, NULL},
};

const luaL_Reg tensor_read_metamethods[] = {{"__tostring", to_text}, {NULL, NULL}};
