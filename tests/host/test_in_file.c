/* Module in_file: only regular files, only up to a limit. */
#include "lua_test.h"

static void a_file_is_read_whole(void **state)
{
    run_lua(state, "assert(out_file.write('f', 'a\\0b\\n') and in_file.read('f') == 'a\\0b\\n')\n"
                   "assert(out_file.write('f', '') and in_file.read('f') == '')");
}

static void a_limit_refuses_larger_ones(void **state)
{
    run_lua(state, "out_file.write('f', ('x'):rep(11))\n"
                   "assert(in_file.read('f', 11))\n"
                   "local text, why = in_file.read('f', 10)\n"
                   "assert(text == nil and why == 'it is 11 bytes long, more than the limit of 10', why)");
}

static void what_is_no_file_is_not_read(void **state)
{
    run_lua(state, "process.run {'mkfifo', 'p'}\n"
                   "for path, why in pairs {p = 'it is a pipe, not a file', ['.'] = 'it is a folder, not a file',\n"
                   "    ['/dev/random'] = 'it is a device, not a file', none = 'No such file or directory'} do\n"
                   "  local text, found = in_file.read(path)\n"
                   "  assert(text == nil and found == why, found)\n"
                   "  assert(not in_file.exists(path))\n"
                   "end");
}

static void a_list_has_files_only_and_is_sorted(void **state)
{
    run_lua(state, "for _, name in ipairs {'b', 'a', 'c'} do out_file.write(name, '') end\n"
                   "process.run {'mkdir', 'd'} process.run {'mkfifo', 'p'}\n"
                   "assert(table.concat(in_file.list('.'), ' ') == 'a b c')\n"
                   "local list, why = in_file.list('none')\n"
                   "assert(list == nil and why == 'No such file or directory')");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        LUA_TEST(a_file_is_read_whole),
        LUA_TEST(a_limit_refuses_larger_ones),
        LUA_TEST(what_is_no_file_is_not_read),
        LUA_TEST(a_list_has_files_only_and_is_sorted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
