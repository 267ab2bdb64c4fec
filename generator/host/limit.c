/* limit.c: code that a user brings (--ops DIR) runs within bounds; module `limit`.
 *
 *   limit.call(instructions, bytes, f, ...)   as pcall(f, ...), but f is stopped with an error after so many
 *                                             instructions, and when it holds so many bytes more than before
 *   limit.string_index(table)                 what s:method() finds; returns what it was before
 *
 * Calls nest: the inner one has its own bounds, and the outer one's stand again behind it. */
#include "host.h"

struct meter {
    lua_Alloc inner; /* the allocator that was there before, with its userdata */
    void *inner_data;
    size_t used, most;
};

static const char TOO_LONG[] = "it does not come to an end (too many instructions)";

/* lua_Alloc: the allocator before, until `most` bytes are held. */
static void *metered(void *data, void *block, size_t old_size, size_t new_size)
{
    struct meter *m = data;
    size_t held = block != NULL ? old_size : 0;
    if (new_size > held && new_size - held > m->most - m->used) {
        return NULL;
    }
    void *moved = m->inner(m->inner_data, block, old_size, new_size);
    if (moved != NULL || new_size == 0) {
        size_t rest = held < m->used ? m->used - held : 0; /* what was there before may be freed inside */
        m->used = rest + new_size;
    }
    return moved;
}

static void stop(lua_State *L, lua_Debug *activation)
{
    (void)activation;
    luaL_error(L, TOO_LONG);
}

/* instructions, bytes, f, ... -> true, results... or false, message */
static int limit_call(lua_State *L)
{
    lua_Integer instructions = luaL_checkinteger(L, 1);
    lua_Integer bytes = luaL_checkinteger(L, 2);
    luaL_argcheck(L, instructions > 0 && instructions <= 1000000000, 1, "out of range");
    luaL_argcheck(L, bytes > 0, 2, "out of range");
    lua_Hook hook = lua_gethook(L);
    int mask = lua_gethookmask(L);
    int count = lua_gethookcount(L);
    struct meter meter = {NULL, NULL, 0, (size_t)bytes};
    meter.inner = lua_getallocf(L, &meter.inner_data);
    lua_setallocf(L, metered, &meter);
    lua_sethook(L, stop, LUA_MASKCOUNT, (int)instructions);
    int status = lua_pcall(L, lua_gettop(L) - 3, LUA_MULTRET, 0);
    lua_sethook(L, hook, mask, count);
    lua_setallocf(L, meter.inner, meter.inner_data);
    lua_pushboolean(L, status == LUA_OK);
    lua_insert(L, 3);
    return lua_gettop(L) - 2;
}

/* table -> the table that string methods were looked up in */
static int limit_string_index(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_pushliteral(L, "");
    lua_getmetatable(L, -1);
    lua_getfield(L, -1, "__index");
    lua_pushvalue(L, 1);
    lua_setfield(L, -3, "__index");
    return 1;
}

int luaopen_limit(lua_State *L)
{
    static const luaL_Reg FUNCTIONS[] = {
        {"call", limit_call}, {"string_index", limit_string_index}, {NULL, NULL}};
    luaL_newlib(L, FUNCTIONS);
    return 1;
}
