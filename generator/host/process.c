/* process.c: runs other programs (the C compiler, what it built); module `process`.
 *
 *   process.run(argv, options)       {status=, signal=, timed_out=, stdout=, stderr=, peak=bytes of memory}, or nil
 *                                    and why it did not start
 *       argv                         program and arguments, as they are: no shell reads them
 *       options                      cwd=folder, timeout=seconds (60), limit=bytes kept of each stream (1 MiB)
 *   process.split(text)              words as a POSIX shell parts them (quotes, backslash), or nil and why not
 *   process.make_folder()            the path of a new, empty temporary folder, or nil and why not
 *   process.remove_folder(path)      removes it and all in it; only what make_folder made.  Those that are left
 *                                    are removed when the state is closed.
 *
 * The program reads nothing (/dev/null), leads a process group of its own, and is killed with that group when
 * its time is up. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include "host.h"
#include "process.h"

static const char CHILD_TYPE[] = "seqgen.child";

enum { DEFAULT_TIMEOUT = 60,
       DEFAULT_LIMIT = 1 << 20,
       PIECE = 65536 };

/* ---- Starting -------------------------------------------------------------- */

struct stream {
    int file; /* -1: closed */
    char *bytes;
    size_t size;
};

struct child {
    pid_t id;                 /* 0: none, or waited for */
    struct stream streams[2]; /* its stdout and stderr */
    char **argv;
    size_t peak; /* bytes of memory that it held at most, once it has ended */
};

/* Kills what still runs and frees all. */
static int child_close(lua_State *L)
{
    struct child *c = luaL_checkudata(L, 1, CHILD_TYPE);
    if (c->id > 0) {
        kill(-c->id, SIGKILL);
        waitpid(c->id, NULL, 0);
        c->id = 0;
    }
    for (int i = 0; i < 2; i++) {
        if (c->streams[i].file >= 0) {
            close(c->streams[i].file);
        }
        free(c->streams[i].bytes);
        c->streams[i] = (struct stream){.file = -1};
    }
    free(c->argv);
    c->argv = NULL;
    return 0;
}

static struct child *push_child(lua_State *L)
{
    struct child *c = lua_newuserdatauv(L, sizeof *c, 0);
    *c = (struct child){.streams = {{.file = -1}, {.file = -1}}};
    luaL_setmetatable(L, CHILD_TYPE);
    lua_toclose(L, -1);
    return c;
}

/* The strings of the list at index 1, which keeps them alive. */
static char **copy_argv(lua_State *L)
{
    size_t count = lua_rawlen(L, 1);
    luaL_argcheck(L, count > 0, 1, "no program");
    char **argv = calloc(count + 1, sizeof *argv);
    for (size_t i = 0; argv != NULL && i < count; i++) {
        lua_rawgeti(L, 1, (lua_Integer)i + 1);
        argv[i] = lua_type(L, -1) == LUA_TSTRING ? (char *)lua_tostring(L, -1) : "";
        lua_pop(L, 1);
    }
    return argv;
}

/* In the child: becomes the program, or tells why not through `report` and ends. */
static void become(char **argv, const char *cwd, int out, int err, int report)
{
    setpgid(0, 0);
#ifdef __linux__
    prctl(PR_SET_PDEATHSIG, SIGKILL); /* nothing outlives seqgen */
#endif
    signal(SIGPIPE, SIG_DFL);
    int in = open("/dev/null", O_RDONLY);
    if (in >= 0 && dup2(in, 0) >= 0 && dup2(out, 1) >= 0 && dup2(err, 2) >= 0 && (cwd == NULL || chdir(cwd) == 0)) {
        execvp(argv[0], argv);
    }
    int reason = errno;
    ssize_t told = write(report, &reason, sizeof reason);
    _exit(told == sizeof reason ? 127 : 126);
}

/* Starts the program; gives 0 or the reason (errno) why it did not start. */
static int start(struct child *c, const char *cwd)
{
    int out[2] = {-1, -1}, err[2] = {-1, -1}, report[2] = {-1, -1};
    int reason = 0;
    bool piped = pipe2(out, O_CLOEXEC) == 0 && pipe2(err, O_CLOEXEC) == 0 && pipe2(report, O_CLOEXEC) == 0;
    pid_t id = piped ? fork() : -1;
    if (id == 0) {
        become(c->argv, cwd, out[1], err[1], report[1]);
    }
    reason = id < 0 ? errno : 0;
    close(out[1]);
    close(err[1]);
    close(report[1]);
    c->id = id > 0 ? id : 0;
    c->streams[0].file = out[0];
    c->streams[1].file = err[0];
    if (id > 0 && read(report[0], &reason, sizeof reason) == sizeof reason) {
        waitpid(id, NULL, 0);
        c->id = 0;
    }
    close(report[0]);
    return reason;
}

/* ---- Reading --------------------------------------------------------------- */

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Takes what the stream offers; closes it at its end.  What is over the limit is read and dropped. */
static void take(struct stream *s, size_t limit)
{
    char piece[PIECE];
    ssize_t count = read(s->file, piece, sizeof piece);
    if (count <= 0) {
        if (count == 0 || (errno != EINTR && errno != EAGAIN)) {
            close(s->file);
            s->file = -1;
        }
        return;
    }
    size_t kept = (size_t)count < limit - s->size ? (size_t)count : limit - s->size;
    char *grown = realloc(s->bytes, s->size + kept + 1);
    if (grown != NULL) {
        memcpy(grown + s->size, piece, kept);
        s->bytes = grown;
        s->size += kept;
    }
}

/* Whether the program has ended; then *status is waitpid's. */
static bool has_ended(struct child *c, int *status)
{
    struct rusage usage = {0};
    if (c->id > 0 && wait4(c->id, status, WNOHANG, &usage) != 0) {
        c->id = 0;
        c->peak = (size_t)usage.ru_maxrss << 10;
    }
    return c->id == 0;
}

/* Reads both streams until the program has ended and they are empty, or the time is up: then gives false. */
static bool attend(struct child *c, double deadline, size_t limit, int *status)
{
    for (;;) {
        bool ended = has_ended(c, status);
        struct pollfd polls[2];
        for (int i = 0; i < 2; i++) {
            polls[i] = (struct pollfd){.fd = c->streams[i].file, .events = POLLIN};
        }
        double left = deadline - now();
        bool more = polls[0].fd >= 0 || polls[1].fd >= 0;
        if (left <= 0 || (ended && !more)) {
            return ended;
        }
        /* Of an ended program only what is in the pipes already; a grandchild may hold them open. */
        int ready = poll(polls, 2, ended ? 0 : more && left > 0.02 ? 20
                                                                   : 1);
        if (ended && ready <= 0) {
            return true;
        }
        for (int i = 0; i < 2; i++) {
            if (polls[i].fd >= 0 && polls[i].revents != 0) {
                take(&c->streams[i], limit);
            }
        }
    }
}

/* ---- process.run ----------------------------------------------------------- */

static lua_Number option_number(lua_State *L, const char *key, lua_Number otherwise)
{
    lua_Number value = lua_istable(L, 2) && lua_getfield(L, 2, key) == LUA_TNUMBER ? lua_tonumber(L, -1) : otherwise;
    lua_settop(L, 3);
    return value;
}

/* [-0, +1] */
static void push_result(lua_State *L, const struct child *c, bool in_time, int status)
{
    static const char *const NAMES[] = {"stdout", "stderr"};
    lua_createtable(L, 0, 5);
    lua_pushboolean(L, !in_time);
    lua_setfield(L, -2, "timed_out");
    lua_pushinteger(L, (lua_Integer)c->peak);
    lua_setfield(L, -2, "peak");
    if (in_time && WIFEXITED(status)) {
        lua_pushinteger(L, WEXITSTATUS(status));
        lua_setfield(L, -2, "status");
    } else if (in_time && WIFSIGNALED(status)) {
        lua_pushinteger(L, WTERMSIG(status));
        lua_setfield(L, -2, "signal");
    }
    for (int i = 0; i < 2; i++) {
        lua_pushlstring(L, c->streams[i].bytes != NULL ? c->streams[i].bytes : "", c->streams[i].size);
        lua_setfield(L, -2, NAMES[i]);
    }
}

/* argv, options -> result | nil, message */
static int process_run(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 2);
    struct child *c = push_child(L);
    const char *cwd = NULL;
    double deadline = now() + option_number(L, "timeout", DEFAULT_TIMEOUT);
    size_t limit = (size_t)option_number(L, "limit", DEFAULT_LIMIT);
    if (lua_istable(L, 2) && lua_getfield(L, 2, "cwd") == LUA_TSTRING) {
        cwd = lua_tostring(L, -1); /* the table keeps it alive */
    }
    c->argv = copy_argv(L);
    int reason = c->argv == NULL ? ENOMEM : start(c, cwd);
    if (reason != 0) {
        lua_pushnil(L);
        lua_pushfstring(L, "%s: %s", c->argv != NULL ? c->argv[0] : "argv", strerror(reason));
        return 2;
    }
    int status = 0;
    bool in_time = attend(c, deadline, limit, &status);
    push_result(L, c, in_time, status);
    return 1;
}

/* ---- Module ---------------------------------------------------------------- */

int luaopen_process(lua_State *L)
{
    static const luaL_Reg FUNCTIONS[] = {
        {"run", process_run},
        {"split", process_split},
        {"make_folder", process_make_folder},
        {"remove_folder", process_remove_folder},
        {NULL, NULL},
    };
    process_open_folders(L);
    luaL_newmetatable(L, CHILD_TYPE);
    lua_pushcfunction(L, child_close);
    lua_setfield(L, -2, "__close");
    lua_pop(L, 1);
    luaL_newlib(L, FUNCTIONS);
    return 1;
}
