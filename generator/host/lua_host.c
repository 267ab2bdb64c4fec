/* lua_host.c: the Lua state, its native modules, and the one protected call that runs the driver. */
#include <stdio.h>

#include <lualib.h>

#include "host.h"

static const luaL_Reg MODULES[] = {
    {"c_literal", luaopen_c_literal},
    {"embedded", luaopen_embedded},
    {"in_file", luaopen_in_file},
    {"limit", luaopen_limit},
    {"onnx_file", luaopen_onnx_file},
    {"out_file", luaopen_out_file},
    {"process", luaopen_process},
    {"reference", luaopen_reference},
    {"tensor", luaopen_tensor},
    {"yaml", luaopen_yaml},
    {NULL, NULL},
};

int lua_host_traceback(lua_State *L)
{
    const char *message = luaL_tolstring(L, 1, NULL);
    luaL_traceback(L, L, message, 1);
    return 1;
}

/* Registers the native modules for `require`. [-0, +0] */
static void preload_modules(lua_State *L)
{
    luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_PRELOAD_TABLE);
    for (const luaL_Reg *module = MODULES; module->name != NULL; module++) {
        lua_pushcfunction(L, module->func);
        lua_setfield(L, -2, module->name);
    }
    lua_pop(L, 1);
}

/* Protected part of lua_host_new_state: generator_dir as light userdata -> nothing. */
static int prepare_state(lua_State *L)
{
    const char *generator_dir = lua_touserdata(L, 1);
    luaL_openlibs(L);
    preload_modules(L);
    embedded_install(L, generator_dir);
    return 0;
}

lua_State *lua_host_new_state(const char *generator_dir)
{
    lua_State *L = luaL_newstate();
    if (L == NULL) {
        return NULL;
    }
    lua_pushcfunction(L, prepare_state);
    lua_pushlightuserdata(L, (void *)generator_dir);
    if (lua_pcall(L, 1, 0, 0) != LUA_OK) {
        lua_close(L);
        return NULL;
    }
    /* Generations suit passes that build one record from another and drop the first. */
    lua_gc(L, LUA_GCGEN, 0, 0);
    return L;
}

/* Protected part of lua_host_run: count, arguments -> exit status. */
static int run_driver(lua_State *L)
{
    int count = (int)lua_tointeger(L, 1);
    char **arguments = lua_touserdata(L, 2);
    lua_getglobal(L, "require");
    lua_pushliteral(L, "seqgen.driver");
    lua_call(L, 1, 1);
    lua_getfield(L, -1, "main");
    lua_createtable(L, count, 1);
    for (int i = 0; i < count; i++) {
        lua_pushstring(L, arguments[i]);
        lua_rawseti(L, -2, i);
    }
    lua_call(L, 1, 1);
    luaL_checkinteger(L, -1);
    return 1;
}

static int report_bug(const char *message)
{
    fprintf(stderr, "seqgen: internal error: %s\nThis is a bug of seqgen, not of your model. "
                    "Please report it with the lines above and the model.\n",
            message != NULL ? message : "out of memory");
    return EXIT_BUG;
}

int lua_host_run(int count, char **arguments, const char *generator_dir)
{
    lua_State *L = lua_host_new_state(generator_dir);
    if (L == NULL) {
        return report_bug(NULL);
    }
    lua_pushcfunction(L, lua_host_traceback);
    lua_pushcfunction(L, run_driver);
    lua_pushinteger(L, count);
    lua_pushlightuserdata(L, arguments);
    int failed = lua_pcall(L, 2, 1, 1) != LUA_OK;
    int status = failed ? report_bug(lua_tostring(L, -1)) : (int)lua_tointeger(L, -1);
    lua_close(L);
    return status;
}
