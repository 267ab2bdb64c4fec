/* lua_test.h: what the tests of the host's files share.  A test is mostly a few lines of Lua that use the
 * module and assert; C does what Lua can't. */
#ifndef SEQGEN_LUA_TEST_H
#define SEQGEN_LUA_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <lauxlib.h>
#include <lua.h>

/* Set up and tear down for cmocka: *state is a lua_State as the program makes it, with every native module a
 * global and the current folder a new, empty one. */
int open_lua(void **state);
int close_lua(void **state);

/* Runs Lua source; the test fails with the traceback if it raises an error. */
void run_lua(void **state, const char *source);

/* Calls the function on the top of the stack without arguments, likewise. [-1, +0] */
void call_lua(lua_State *L);

#define LUA_TEST(function) cmocka_unit_test_setup_teardown(function, open_lua, close_lua)

#endif
