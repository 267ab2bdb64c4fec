/* node.c - what an operator asks of its node: inputs, results, weights, attributes.
 *
 * Everything handed out is anchored on the Lua stack (reference.c drops it when the node is done).
 */
#include "reference.h"

#include <limits.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "../host/tensor.h"

void ref_fail(struct node *node, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    lua_pushvfstring(node->L, format, args);
    va_end(args);
    luaL_error(node->L, "layer '%s' (%s): %s", node->name, node->op, lua_tostring(node->L, -1));
    abort(); /* luaL_error never comes back */
}

/* [-0, +1] node[table][key]; table may be absent. */
static int push_entry(struct node *node, const char *table, const char *key)
{
    luaL_checkstack(node->L, 8, "reference");
    if (lua_getfield(node->L, node->self, table) == LUA_TTABLE) lua_getfield(node->L, -1, key);
    else lua_pushnil(node->L);
    lua_remove(node->L, -2);
    return lua_type(node->L, -1);
}

/* ---- Tensors ------------------------------------------------------------- */

static const struct value *value_at(struct node *node, lua_Integer id)
{
    luaL_checkstack(node->L, 8, "reference");
    if (lua_rawgeti(node->L, node->values, id) != LUA_TUSERDATA)
        ref_fail(node, "tensor %d is used before it is computed", (int)id);
    const struct value *v = lua_touserdata(node->L, -1); /* `values` keeps it */
    lua_pop(node->L, 1);
    return v;
}

const struct value *ref_input(struct node *node, size_t index)
{
    if (index >= node->input_count) ref_fail(node, "input %d is missing", (int)index + 1);
    lua_getfield(node->L, node->self, "inputs");
    lua_rawgeti(node->L, -1, (lua_Integer)index + 1);
    lua_Integer id = lua_tointeger(node->L, -1);
    lua_pop(node->L, 2);
    return value_at(node, id);
}

/* What an attribute like initial_h refers to. */
const struct value *ref_state_input(struct node *node, const char *attribute)
{
    int type = push_entry(node, "refs", attribute);
    lua_Integer id = lua_tointeger(node->L, -1);
    lua_pop(node->L, 1);
    return type == LUA_TNIL ? NULL : value_at(node, id);
}

/* Result `index` (from 0) of the node.  One that nobody reads may be written all the same. */
struct value *ref_output(struct node *node, size_t index, const size_t size[AXES])
{
    lua_State *L = node->L;
    for (int a = 0; a < AXES; a++)
        if (size[a] == 0) ref_fail(node, "its input is too short: no %c is left", "DNTC"[a]);
    luaL_checkstack(L, 8, "reference");
    struct value *v = ref_value_new(L, size);
    lua_getfield(L, node->self, "outputs");
    lua_rawgeti(L, -1, (lua_Integer)index + 1);
    if (lua_isinteger(L, -1)) {
        lua_Integer id = lua_tointeger(L, -1);
        ref_name_axes(L, node->graph, id, v);
        lua_pushvalue(L, -3);
        lua_rawseti(L, node->values, id);
    }
    lua_pop(L, 2);
    return v;
}

struct value *ref_output_like(struct node *node, const struct value *x)
{
    return ref_output(node, 0, x->size);
}

double *ref_scratch(struct node *node, size_t count)
{
    luaL_checkstack(node->L, 8, "reference");
    return ref_value_new(node->L, (size_t[AXES]){1, 1, 1, count})->at;
}

/* ---- Weights ------------------------------------------------------------- */

/* [-0, +1] */
static const struct tensor *push_weight(struct node *node, const char *name)
{
    return push_entry(node, "weights", name) == LUA_TNIL ? NULL : tensor_check(node->L, -1);
}

size_t ref_weight_count(struct node *node, const char *name)
{
    const struct tensor *t = push_weight(node, name);
    lua_pop(node->L, 1);
    return t ? t->count : 0;
}

/* A parameter's elements in its own (PyTorch's) order; it must have as many as the maths needs. */
const double *ref_weight(struct node *node, const char *name, size_t count)
{
    const struct tensor *t = push_weight(node, name);
    if (!t) return NULL;
    if (t->count != count)
        ref_fail(node, "tensor %s has %I elements, not %I", name, (lua_Integer)t->count,
                 (lua_Integer)count);
    double *at = ref_scratch(node, count);
    for (size_t i = 0; i < count; i++) at[i] = tensor_get(t, i);
    return at;
}

/* ---- Attributes ---------------------------------------------------------- */

bool ref_has(struct node *node, const char *attribute)
{
    int type = push_entry(node, "attrs", attribute);
    lua_pop(node->L, 1);
    return type != LUA_TNIL;
}

double ref_number(struct node *node, const char *attribute)
{
    int is_number;
    push_entry(node, "attrs", attribute);
    double value = lua_tonumberx(node->L, -1, &is_number);
    lua_pop(node->L, 1);
    if (!is_number) ref_fail(node, "attribute '%s' is no number", attribute);
    return value;
}

long ref_integer(struct node *node, const char *attribute)
{
    double value = ref_number(node, attribute);
    if (value != floor(value) || fabs(value) > (double)INT_MAX)
        ref_fail(node, "attribute '%s' is no integer", attribute);
    return (long)value;
}

size_t ref_count(struct node *node, const char *attribute)
{
    long value = ref_integer(node, attribute);
    if (value < 1) ref_fail(node, "attribute '%s' is less than 1", attribute);
    return (size_t)value;
}

bool ref_flag(struct node *node, const char *attribute)
{
    push_entry(node, "attrs", attribute);
    bool value = lua_toboolean(node->L, -1);
    lua_pop(node->L, 1);
    return value;
}

const char *ref_text(struct node *node, const char *attribute)
{
    return push_entry(node, "attrs", attribute) == LUA_TSTRING ? lua_tostring(node->L, -1) : NULL;
}

enum axis ref_axis(struct node *node, const char *attribute, enum axis otherwise)
{
    const char *letter = ref_text(node, attribute);
    return letter ? ref_axis_of(node->L, *letter) : otherwise;
}

/* One number or a list of them; gives how many, at most `max`. */
size_t ref_list(struct node *node, const char *attribute, double *out, size_t max)
{
    if (push_entry(node, "attrs", attribute) != LUA_TTABLE) {
        lua_pop(node->L, 1);
        out[0] = ref_number(node, attribute);
        return 1;
    }
    size_t count = lua_rawlen(node->L, -1);
    if (count > max) ref_fail(node, "attribute '%s' has too many numbers", attribute);
    for (size_t k = 0; k < count; k++) {
        lua_rawgeti(node->L, -1, (lua_Integer)k + 1);
        out[k] = lua_tonumber(node->L, -1);
        lua_pop(node->L, 1);
    }
    lua_pop(node->L, 1);
    return count;
}
