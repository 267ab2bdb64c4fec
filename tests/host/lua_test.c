/* lua_test.c: see lua_test.h. */
#include "lua_test.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host.h"

static const char *const MODULES[] = {"c_literal", "embedded", "in_file", "out_file",
                                      "process", "reference", "tensor", "yaml"};

static void fail_with_message(lua_State *L)
{
    char message[4000];
    strncpy(message, lua_tostring(L, -1), sizeof message - 1);
    message[sizeof message - 1] = '\0';
    lua_pop(L, 1);
    fail_msg("%s", message);
}

void call_lua(lua_State *L)
{
    int function = lua_gettop(L);
    lua_pushcfunction(L, lua_host_traceback);
    lua_insert(L, function);
    int failed = lua_pcall(L, 0, 0, function) != LUA_OK;
    lua_remove(L, function);
    if (failed) {
        fail_with_message(L);
    }
}

void run_lua(void **state, const char *source)
{
    lua_State *L = *state;
    if (luaL_loadbuffer(L, source, strlen(source), "=test") != LUA_OK) {
        fail_with_message(L);
    }
    call_lua(L);
}

int open_lua(void **state)
{
    lua_State *L = lua_host_new_state(NULL);
    assert_non_null(L);
    *state = L;
    for (size_t i = 0; i < sizeof MODULES / sizeof MODULES[0]; i++) {
        lua_getglobal(L, "require");
        lua_pushstring(L, MODULES[i]);
        lua_call(L, 1, 1);
        lua_setglobal(L, MODULES[i]);
    }
    run_lua(state, "here = assert(process.make_folder())");
    lua_getglobal(L, "here");
    assert_int_equal(chdir(lua_tostring(L, -1)), 0);
    lua_pop(L, 1);
    return 0;
}

int close_lua(void **state)
{
    assert_int_equal(chdir("/"), 0);
    lua_close(*state); /* removes the folder */
    return 0;
}
