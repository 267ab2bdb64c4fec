/* reference.c - module `reference`: evaluates a resolved graph in double precision.
 *
 *   reference.run(graph, inputs, options) -> outputs, tensors
 *
 * graph    as it stands after pass `weights` (ir.lua)
 * inputs   name -> tensor, in the input's declared layout; T may have any length
 * outputs  name -> tensor (f64, or i32), in the output's declared layout
 * tensors  where options.tensors is true, every tensor of the graph by its name, its axes in the
 *          order of tensor.axes; otherwise empty
 *
 * options.operators: name -> operator, for a user's own ones, which evaluate themselves:
 * operator.reference(node, inputs) takes {axes={"N", "C"}, tensor=} for each input and gives a
 * tensor for each result, its axes in the order of the graph's tensor.axes.
 *
 * Raises an error that names the layer or the input.
 */
#include "reference.h"

#include <string.h>

#include "../host/tensor.h"

/* Where run() keeps things on the Lua stack; VALUES: tensor id -> struct value */
enum { GRAPH = 1,
       INPUTS,
       OPTIONS,
       VALUES,
       OUTPUTS,
       TENSORS };

/* [-0, +1] table[field]: the string, which lives as long as the table does. */
static const char *text_field(lua_State *L, int table, const char *field)
{
    lua_getfield(L, table, field);
    const char *text = lua_tostring(L, -1);
    if (!text) luaL_error(L, "reference: the graph lacks %s", field);
    return text;
}

/* ---- In and out of declared layouts ------------------------------------------- */

static void check_axis(lua_State *L, const char *name, char letter, size_t found,
                       lua_Integer expected)
{
    bool fits = letter == 'T' ? found >= 1 : (lua_Integer)found == expected;
    if (!fits)
        luaL_error(L, "input '%s': its %c is %d, not %d", name, letter, (int)found, (int)expected);
}

/* [-0, +1] The tensor on top of the stack, its axes in `order`, as tensor `id` of the graph. */
static void push_value(lua_State *L, lua_Integer id, const char *order)
{
    const struct tensor *t = tensor_check(L, -1);
    size_t size[AXES] = {1, 1, 1, 1}, i[AXES] = {0}, at = 0;
    for (int k = 0; k < t->rank; k++) size[ref_axis_of(L, order[k])] = t->shape[k];
    struct value *v = ref_value_new(L, size);
    if (v->count != t->count) luaL_error(L, "reference: layout %s names an axis twice", order);
    ref_name_axes(L, GRAPH, id, v);
    do v->at[ref_index(v, i)] = tensor_get(t, at++);
    while (ref_next(i, v->size, order));
}

static void check_input(lua_State *L, int record, const char *name, const char *layout)
{
    const struct tensor *t = tensor_check(L, -1);
    if ((size_t)t->rank != strlen(layout))
        luaL_error(L, "input '%s' has %d axes, not %d (%s)", name, t->rank, (int)strlen(layout),
                   layout);
    lua_getfield(L, record, "shape");
    for (int k = 0; k < t->rank; k++) {
        lua_rawgeti(L, -1, k + 1);
        check_axis(L, name, layout[k], t->shape[k], lua_tointeger(L, -1));
        lua_pop(L, 1);
    }
    lua_pop(L, 1);
}

/* [-0, +1] A value as a tensor whose axes follow `order`. */
static void push_tensor(lua_State *L, const struct value *v, const char *order)
{
    size_t shape[AXES], rank = strlen(order), i[AXES] = {0}, at = 0;
    for (size_t k = 0; k < rank; k++) shape[k] = v->size[ref_axis_of(L, order[k])];
    struct tensor *t = tensor_push_new(L, v->whole ? TENSOR_I32 : TENSOR_F64, (int)rank, shape);
    if (t->count != v->count) luaL_error(L, "reference: layout %s leaves out an axis", order);
    do {
        double cell = v->at[ref_index(v, i)];
        if (v->whole) ((int32_t *)t->data)[at++] = (int32_t)cell;
        else ((double *)t->data)[at++] = cell;
    } while (ref_next(i, v->size, order));
}

/* ---- The graph ------------------------------------------------------------------ */

/* Calls each(L, index of the record) for every record of graph[field]. */
static void for_each(lua_State *L, const char *field, void (*each)(lua_State *L, int record))
{
    lua_getfield(L, GRAPH, field);
    int list = lua_gettop(L);
    for (lua_Integer k = 1; lua_rawgeti(L, list, k) == LUA_TTABLE; k++) {
        each(L, lua_gettop(L));
        lua_settop(L, list);
    }
    lua_settop(L, list - 1);
}

static void load_input(lua_State *L, int record)
{
    const char *name = text_field(L, record, "name"), *layout = text_field(L, record, "layout");
    lua_getfield(L, record, "tensor");
    lua_Integer id = lua_tointeger(L, -1);
    if (lua_getfield(L, INPUTS, name) == LUA_TNIL) luaL_error(L, "input '%s' is not given", name);
    check_input(L, record, name, layout);
    push_value(L, id, layout);
    lua_rawseti(L, VALUES, id);
}

/* A tensor of the graph whose contents are known: an initial state among the weights. */
static void load_constant(lua_State *L, int record)
{
    struct value named = {.size = {1, 1, 1, 1}};
    lua_getfield(L, record, "id");
    lua_Integer id = lua_tointeger(L, -1);
    if (lua_getfield(L, record, "constant") == LUA_TNIL) return;
    ref_name_axes(L, GRAPH, id, &named);
    push_value(L, id, named.axes);
    lua_rawseti(L, VALUES, id);
}

/* [-0, +1] {axes=, tensor=} */
static void push_operand(lua_State *L, const struct value *v)
{
    lua_createtable(L, 0, 2);
    lua_newtable(L);
    for (int k = 0; v->axes[k]; k++) {
        lua_pushlstring(L, &v->axes[k], 1);
        lua_rawseti(L, -2, k + 1);
    }
    lua_setfield(L, -2, "axes");
    push_tensor(L, v, v->axes);
    lua_setfield(L, -2, "tensor");
}

/* The tensor on top of the stack becomes result `index` of the node, if somebody reads it. */
static void take_result(lua_State *L, int record, lua_Integer index)
{
    struct value named = {.size = {1, 1, 1, 1}};
    lua_getfield(L, record, "outputs");
    lua_rawgeti(L, -1, index);
    lua_Integer id = lua_tointeger(L, -1);
    lua_pop(L, 2);
    if (id == 0) return;
    ref_name_axes(L, GRAPH, id, &named);
    push_value(L, id, named.axes);
    lua_rawseti(L, VALUES, id);
}

/* An operator that is not one of ours evaluates itself in Lua, if it says how. */
static void evaluate_in_lua(struct node *node)
{
    lua_State *L = node->L;
    if (lua_getfield(L, OPTIONS, "operators") != LUA_TTABLE ||
        lua_getfield(L, -1, node->op) != LUA_TTABLE ||
        lua_getfield(L, -1, "reference") != LUA_TFUNCTION)
        ref_fail(node, "the operator has no `reference` function to compare with");
    lua_pushvalue(L, node->self);
    lua_createtable(L, (int)node->input_count, 0);
    for (size_t k = 0; k < node->input_count; k++) {
        push_operand(L, ref_input(node, k));
        lua_rawseti(L, -2, (lua_Integer)k + 1);
    }
    int base = lua_gettop(L) - 3;
    lua_call(L, 2, LUA_MULTRET);
    int results = lua_gettop(L) - base;
    for (int k = 1; k <= results; k++) {
        lua_pushvalue(L, base + k);
        take_result(L, node->self, k);
    }
}

static void evaluate(lua_State *L, int record)
{
    struct node node = {.L = L, .self = record, .graph = GRAPH, .values = VALUES};
    node.op = text_field(L, record, "op");
    node.name = text_field(L, record, "name");
    lua_getfield(L, record, "inputs");
    node.input_count = (size_t)lua_rawlen(L, -1);
    operator_fn *function = ref_operator(node.op);
    if (function) function(&node);
    else evaluate_in_lua(&node);
}

static const struct value *value_of(lua_State *L, lua_Integer id)
{
    lua_rawgeti(L, VALUES, id);
    const struct value *v = lua_touserdata(L, -1);
    if (!v) luaL_error(L, "reference: tensor %I was never computed", id);
    return v;
}

static void give_output(lua_State *L, int record)
{
    const char *name = text_field(L, record, "name"), *layout = text_field(L, record, "layout");
    lua_getfield(L, record, "tensor");
    push_tensor(L, value_of(L, lua_tointeger(L, -1)), layout);
    lua_setfield(L, OUTPUTS, name);
}

static void give_tensor(lua_State *L, int record)
{
    const char *name = text_field(L, record, "name");
    lua_getfield(L, record, "id");
    lua_rawgeti(L, VALUES, lua_tointeger(L, -1));
    const struct value *v = lua_touserdata(L, -1);
    if (!v) return; /* nobody reads it, so its operator was not asked for it */
    push_tensor(L, v, v->axes);
    lua_setfield(L, TENSORS, name);
}

static int run(lua_State *L)
{
    luaL_checktype(L, GRAPH, LUA_TTABLE);
    luaL_checktype(L, INPUTS, LUA_TTABLE);
    lua_settop(L, OPTIONS);
    if (!lua_istable(L, OPTIONS)) {
        lua_newtable(L);
        lua_replace(L, OPTIONS);
    }
    lua_newtable(L); /* VALUES */
    lua_newtable(L); /* OUTPUTS */
    lua_newtable(L); /* TENSORS */
    for_each(L, "inputs", load_input);
    for_each(L, "tensors", load_constant);
    for_each(L, "nodes", evaluate);
    for_each(L, "outputs", give_output);
    lua_getfield(L, OPTIONS, "tensors");
    if (lua_toboolean(L, -1)) for_each(L, "tensors", give_tensor);
    lua_settop(L, TENSORS);
    return 2;
}

int luaopen_reference(lua_State *L)
{
    static const luaL_Reg functions[] = {{"run", run}, {"compare", ref_compare}, {NULL, NULL}};
    luaL_newlib(L, functions);
    return 1;
}
