/* Module process: what programs get and give, time limits, temporary folders. */
#include "lua_test.h"

static void arguments_pass_as_they_are(void **state)
{
    run_lua(state, "local r = process.run {'printf', '%s|', 'a b', '$HOME', '', '*'}\n"
                   "assert(r.status == 0 and r.stdout == 'a b|$HOME||*|' and r.stderr == '' and not r.timed_out)");
}

static void status_signal_and_both_streams_come_back(void **state)
{
    run_lua(state, "local r = process.run {'sh', '-c', 'echo out; echo err >&2; exit 3'}\n"
                   "assert(r.status == 3 and r.stdout == 'out\\n' and r.stderr == 'err\\n')\n"
                   "r = process.run {'sh', '-c', 'kill -9 $$'}\n"
                   "assert(r.signal == 9 and not r.status)");
}

static void what_can_not_start_says_why(void **state)
{
    run_lua(state, "local r, message = process.run {'no-such-program'}\n"
                   "assert(not r and message == 'no-such-program: No such file or directory')\n"
                   "assert(not process.run({'true'}, {cwd = '/no/such/folder'}))");
}

static void a_program_reads_nothing_and_runs_where_told(void **state)
{
    run_lua(state, "assert(process.run({'cat'}).stdout == '')\n"
                   "assert(process.run({'pwd'}, {cwd = '/usr'}).stdout == '/usr\\n')");
}

static void time_is_limited_for_the_whole_group(void **state)
{
    run_lua(state, "local start = os.time()\n"
                   "local r = process.run({'sh', '-c', 'sleep 60 & sleep 60'}, {timeout = 0.2})\n"
                   "assert(r.timed_out and os.time() - start < 10)\n"
                   "assert(process.run({'sh', '-c', 'exec >&- 2>&-; sleep 60'}, {timeout = 0.2}).timed_out)");
}

static void output_is_kept_up_to_a_limit(void **state)
{
    run_lua(state, "local r = process.run({'head', '-c', '300000', '/dev/zero'}, {limit = 1000})\n"
                   "assert(r.status == 0 and #r.stdout == 1000 and r.peak > 0)\n"
                   "assert(#process.run({'head', '-c', '300000', '/dev/zero'}).stdout == 300000)");
}

static void split_reads_words_as_a_shell(void **state)
{
    run_lua(state, "local words = process.split [[ gcc  -O2 '-DX=a b' \"c\\\"d\" e\\ f '' ]]\n"
                   "assert(table.concat(words, '|') == 'gcc|-O2|-DX=a b|c\"d|e f|')\n"
                   "assert(#process.split '' == 0)\n"
                   "local none, message = process.split \"a 'b\"\n"
                   "assert(none == nil and message == 'a quote is not closed')");
}

static void folders_are_removed_with_all_in_them_but_no_others(void **state)
{
    run_lua(state, "local folder = assert(process.make_folder())\n"
                   "process.run({'sh', '-c', 'mkdir -p a/b; touch a/b/c; ln -s / a/root'}, {cwd = folder})\n"
                   "assert(in_file.exists(folder .. '/a/b/c'))\n"
                   "process.remove_folder(folder)\n"
                   "assert(not in_file.list(folder) and in_file.list('/'))\n"
                   "assert(not pcall(process.remove_folder, '/tmp') and not pcall(process.remove_folder, folder))");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        LUA_TEST(arguments_pass_as_they_are),
        LUA_TEST(status_signal_and_both_streams_come_back),
        LUA_TEST(what_can_not_start_says_why),
        LUA_TEST(a_program_reads_nothing_and_runs_where_told),
        LUA_TEST(time_is_limited_for_the_whole_group),
        LUA_TEST(output_is_kept_up_to_a_limit),
        LUA_TEST(split_reads_words_as_a_shell),
        LUA_TEST(folders_are_removed_with_all_in_them_but_no_others),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
