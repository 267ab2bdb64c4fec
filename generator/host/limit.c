/* limit.c: code that a user brings (--ops DIR) runs within bounds; module `limit`.
 *
 *   limit.call(file, instructions, bytes, f, ...)   as pcall(f, ...), but f is stopped with an error after so many
 *                                                   instructions, and when it holds so many bytes more than before
 *   limit.string_index(table)                       what s:method() finds; returns what it was before
 *
 * A function of Lua's own that works for long, such as string.find on a pattern that can match in many ways, counts
 * as one instruction and can't be left: after SECONDS of processor time in one call the program ends, with a message that
 * names the file the code came from.
 *
 * Calls nest: the inner one has its own bounds, and the outer one's stand again behind it. */
#define _XOPEN_SOURCE 700
#include <signal.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#include "host.h"

enum { SECONDS = 10 };

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

static const char *running; /* the file whose code the clock runs for */

static void say(const char *text)
{
    ssize_t written = write(STDERR_FILENO, text, strlen(text));
    (void)written;
}

/* A signal handler: nothing but what POSIX allows in one. */
static void end(int signal)
{
    (void)signal;
    say(running);
    say(":1:1: error: this operator can't be used: a call takes more than 10 seconds of processor time\n"
        "  fix:      look for a pattern of string.find, match or gsub that can match in very many ways\n");
    _exit(EXIT_MODEL_WRONG);
}

struct clock {
    const char *running;
    struct itimerval timer;
    struct sigaction action;
};

/* Starts the clock for a call; what was set before goes to `before`. */
static void start_clock(const char *file, struct clock *before)
{
    struct itimerval timer = {{0, 0}, {SECONDS, 0}};
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = end;
    before->running = running;
    running = file;
    sigaction(SIGVTALRM, &action, &before->action);
    setitimer(ITIMER_VIRTUAL, &timer, &before->timer);
}

static void restore_clock(const struct clock *before)
{
    setitimer(ITIMER_VIRTUAL, &before->timer, NULL);
    sigaction(SIGVTALRM, &before->action, NULL);
    running = before->running;
}

/* file, instructions, bytes, f, ... -> true, results... or false, message */
static int limit_call(lua_State *L)
{
    const char *file = luaL_checkstring(L, 1);
    lua_Integer instructions = luaL_checkinteger(L, 2);
    lua_Integer bytes = luaL_checkinteger(L, 3);
    luaL_argcheck(L, instructions > 0 && instructions <= 1000000000, 2, "out of range");
    luaL_argcheck(L, bytes > 0, 3, "out of range");
    struct clock clock;
    lua_Hook hook = lua_gethook(L);
    int mask = lua_gethookmask(L);
    int count = lua_gethookcount(L);
    struct meter meter = {NULL, NULL, 0, (size_t)bytes};
    meter.inner = lua_getallocf(L, &meter.inner_data);
    lua_setallocf(L, metered, &meter);
    lua_sethook(L, stop, LUA_MASKCOUNT, (int)instructions);
    start_clock(file, &clock);
    int status = lua_pcall(L, lua_gettop(L) - 4, LUA_MULTRET, 0);
    restore_clock(&clock);
    lua_sethook(L, hook, mask, count);
    lua_setallocf(L, meter.inner, meter.inner_data);
    lua_pushboolean(L, status == LUA_OK);
    lua_insert(L, 4);
    return lua_gettop(L) - 3;
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
