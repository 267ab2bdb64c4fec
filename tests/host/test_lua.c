/* test_lua.c: runs tests written in Lua.
 *
 *   test_lua FILE...     each FILE returns a table name -> function, or name -> anything else, which is skipped;
 *                        the functions are cmocka tests in the order of their names
 *
 * A test fails by an error, as assert raises it.  The global `test_folder` is the folder of the file. */
#include "lua_test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host.h"

struct test {
    lua_State *L;
    int function; /* a reference in the registry */
};

static void run_function(void **state)
{
    struct test *test = *state;
    lua_rawgeti(test->L, LUA_REGISTRYINDEX, test->function);
    call_lua(test->L);
}

/* Runs the file; leaves its table on the stack. */
static void load_tests(lua_State *L, const char *path)
{
    const char *slash = strrchr(path, '/');
    lua_pushlstring(L, path, slash != NULL ? (size_t)(slash - path) : 0);
    lua_setglobal(L, "test_folder");
    if (luaL_dofile(L, path) || !lua_istable(L, -1)) {
        fprintf(stderr, "%s: %s\n", path, lua_isstring(L, -1) ? lua_tostring(L, -1) : "it returns no table");
        exit(1);
    }
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct CMUnitTest *)a)->name, ((const struct CMUnitTest *)b)->name);
}

/* Takes the functions of the table on the top; gives how many. */
static size_t collect(lua_State *L, struct CMUnitTest *tests, struct test *data, size_t room)
{
    size_t count = 0;
    lua_pushnil(L);
    while (lua_next(L, -2) != 0) {
        if (count == room || lua_type(L, -2) != LUA_TSTRING || !lua_isfunction(L, -1)) {
            lua_pop(L, 1);
            continue;
        }
        data[count] = (struct test){L, luaL_ref(L, LUA_REGISTRYINDEX)};
        tests[count] = (struct CMUnitTest){lua_tostring(L, -1), run_function, NULL, NULL, &data[count]};
        count++;
    }
    qsort(tests, count, sizeof tests[0], by_name);
    return count;
}

/* Gives the number of tests that failed. */
static int run_file(const char *path)
{
    enum { ROOM = 1000 };
    static struct CMUnitTest tests[ROOM];
    static struct test data[ROOM];
    lua_State *L = lua_host_new_state(NULL);
    if (L == NULL) {
        return 1;
    }
    load_tests(L, path);
    size_t count = collect(L, tests, data, ROOM);
    int failed = count > 0 ? _cmocka_run_group_tests(path, tests, count, NULL, NULL) : 1;
    lua_close(L);
    return failed;
}

int main(int argc, char **argv)
{
    int failed = 0;
    for (int i = 1; i < argc; i++) {
        failed += run_file(argv[i]);
    }
    return failed > 0;
}
