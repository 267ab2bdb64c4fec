/* Module out_file: all outputs or none, nothing left behind. */
#include "lua_test.h"

static const char HELPERS[] =
    "function refused(path, piece, text)\n"
    "  local good, message = out_file.write(path, text or 'x')\n"
    "  assert(good == nil and message:find(piece, 1, true), message)\n"
    "end\n"
    "function files() return table.concat(in_file.list('.'), ' ') end\n"
    "function stat(path) return process.run({'stat', '-c', '%i %y %a', path}).stdout end\n";

static int open_files(void **state)
{
    int failed = open_lua(state);
    run_lua(state, HELPERS);
    return failed;
}

static void text_may_be_a_string_a_list_a_function_or_a_tensor(void **state)
{
    run_lua(state, "local pieces = {'b', 'c'}\n"
                   "local function next_piece() return table.remove(pieces, 1) end\n"
                   "assert(out_file.write('f', {'a', {next_piece}, 'd', tensor.new('i32', {1}, {0x64636261})}))\n"
                   "assert(in_file.read('f') == 'abcdabcd')");
}

static void unchanged_text_leaves_the_file_alone(void **state)
{
    run_lua(state, "assert(out_file.write('f', 'same'))\n"
                   "local before = stat('f')\n"
                   "assert(out_file.write('f', 'same') and stat('f') == before)\n"
                   "assert(out_file.write('f', 'other') and stat('f') ~= before and files() == 'f')");
}

static void several_are_written_all_or_none(void **state)
{
    run_lua(state, "assert(out_file.write_all {{'a', '1'}, {'b', '2'}} and files() == 'a b')\n"
                   "local good, message = out_file.write_all {{'a', 'new'}, {'none/b', '2'}}\n"
                   "assert(good == nil and message == 'none/b: its folder does not exist', message)\n"
                   "assert(in_file.read('a') == '1' and files() == 'a b')");
}

static void an_error_in_a_text_leaves_nothing_behind(void **state)
{
    run_lua(state, "assert(out_file.write('a', 'old'))\n"
                   "assert(not pcall(out_file.write, 'a', {'new', function() error('broken') end}))\n"
                   "assert(not pcall(out_file.write, 'a', {'new', true}))\n"
                   "assert(in_file.read('a') == 'old' and files() == 'a')");
}

static void bad_places_are_refused(void **state)
{
    run_lua(state, "assert(out_file.write('f', 'x'))\n"
                   "refused('.', 'a folder') refused('new/', 'a folder') refused('', 'a folder')\n"
                   "refused('f/x', 'Not a directory') refused(('n'):rep(300), 'too long')\n"
                   "refused('/dev/full', 'No space')\n"
                   "assert(files() == 'f')");
}

static void one_file_named_twice_is_refused(void **state)
{
    run_lua(state, "local good, message = out_file.write_all {{'a', '1'}, {'./a', '2'}}\n"
                   "assert(good == nil and message:find('two outputs', 1, true) and files() == '')");
}

static void inputs_are_not_written_over(void **state)
{
    run_lua(state, "assert(out_file.write('m.yaml', 'model'))\n"
                   "local good, message = out_file.write_all({{'./m.yaml', 'c'}}, {'none', 'm.yaml'})\n"
                   "assert(good == nil and message:find('written over', 1, true) and in_file.read('m.yaml') == 'model')");
}

static void a_pipe_without_reader_does_not_wait(void **state)
{
    run_lua(state, "process.run {'mkfifo', 'p'}\n"
                   "refused('p', 'nobody reads')");
}

static void links_are_followed_and_modes_kept(void **state)
{
    run_lua(state, "assert(out_file.write('f', 'x'))\n"
                   "process.run {'chmod', '640', 'f'} process.run {'ln', '-s', 'f', 'link'}\n"
                   "assert(out_file.write('link', 'y') and in_file.read('f') == 'y')\n"
                   "assert(stat('f'):find(' 640\\n') and stat('link'):find(' 777\\n'))");
}

#define FILE_TEST(function) cmocka_unit_test_setup_teardown(function, open_files, close_lua)

int main(void)
{
    const struct CMUnitTest tests[] = {
        FILE_TEST(text_may_be_a_string_a_list_a_function_or_a_tensor),
        FILE_TEST(unchanged_text_leaves_the_file_alone),
        FILE_TEST(several_are_written_all_or_none),
        FILE_TEST(an_error_in_a_text_leaves_nothing_behind),
        FILE_TEST(bad_places_are_refused),
        FILE_TEST(one_file_named_twice_is_refused),
        FILE_TEST(inputs_are_not_written_over),
        FILE_TEST(a_pipe_without_reader_does_not_wait),
        FILE_TEST(links_are_followed_and_modes_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
