/* The Lua state, the embedded files and those of --generator-dir, and the driver's exit status. */
#include "lua_test.h"

#include <stdlib.h>

#include "host.h"

static void modules_are_found_inside_the_binary(void **state)
{
    run_lua(state, "local loader, place = package.searchers[2]('seqgen.ir')\n"
                   "assert(type(loader) == 'function' and place == 'generator/lua/seqgen/ir.lua')\n"
                   "assert(require 'seqgen.ir'.AXES.T == 'time')\n"
                   "assert(not pcall(require, 'seqgen.no_such_pass'))");
}

static void no_module_comes_from_the_users_folder(void **state)
{
    run_lua(state, "assert(out_file.write('evil.lua', 'return 1'))\n"
                   "assert(not pcall(require, 'evil') and #package.searchers == 2)");
}

static void files_are_embedded_byte_for_byte(void **state)
{
    run_lua(state, "local text = embedded.read 'generator/lua/seqgen/ir.lua'\n"
                   "assert(text:sub(1, 7) == '--- ir:' and text:sub(-1) == '\\n')\n"
                   "local names = embedded.list 'generator/lua/seqgen'\n"
                   "assert(table.concat(names, ' '):find('diag.lua.*ir.lua'))\n"
                   "assert(not pcall(embedded.read, 'no/such/file'))");
}

/* A checkout whose driver is `source`, in the current folder. */
static void make_checkout(void **state, const char *source)
{
    run_lua(state, "process.run {'mkdir', '-p', 'checkout/generator/lua/seqgen'}");
    lua_State *L = *state;
    lua_pushstring(L, source);
    lua_setglobal(L, "source");
    run_lua(state, "assert(out_file.write('checkout/generator/lua/seqgen/driver.lua', source))");
}

static int run_checkout(void **state, const char *source)
{
    char *arguments[] = {"seqgen", "a", "b"};
    make_checkout(state, source);
    return lua_host_run(3, arguments, "checkout");
}

static void the_driver_gets_the_arguments_and_gives_the_status(void **state)
{
    assert_int_equal(run_checkout(state, "return {main = function(a) return #a + #a[0] end}"), 8);
}

static void errors_and_missing_drivers_are_bugs(void **state)
{
    assert_int_equal(run_checkout(state, "return {main = function() error {} end}"), EXIT_BUG);
    assert_int_equal(run_checkout(state, "return {main = function() return 'no status' end}"), EXIT_BUG);
    assert_int_equal(run_checkout(state, "syntax error"), EXIT_BUG);
    char *arguments[] = {"seqgen"};
    assert_int_equal(lua_host_run(1, arguments, "no/such/folder"), EXIT_BUG);
}

static void a_generator_dir_stands_in_for_the_embedded_files(void **state)
{
    make_checkout(state, "return 1");
    void *other = lua_host_new_state("checkout");
    run_lua(&other, "local embedded = require 'embedded'\n"
                    "assert(embedded.read 'generator/lua/seqgen/driver.lua' == 'return 1')\n"
                    "assert(#embedded.list 'generator/lua/seqgen' == 1)\n"
                    "assert(embedded.place 'x' == 'checkout/x')\n"
                    "assert(not pcall(embedded.list, 'templates'))");
    lua_close(other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        LUA_TEST(modules_are_found_inside_the_binary),
        LUA_TEST(no_module_comes_from_the_users_folder),
        LUA_TEST(files_are_embedded_byte_for_byte),
        LUA_TEST(the_driver_gets_the_arguments_and_gives_the_status),
        LUA_TEST(errors_and_missing_drivers_are_bugs),
        LUA_TEST(a_generator_dir_stands_in_for_the_embedded_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
