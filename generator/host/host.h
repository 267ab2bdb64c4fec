/* host.h: every function that the host files share, each with its contract.
 *
 * The host knows files and bytes and no layer.  There is one way to fail: a Lua error with a message.
 * Memory belongs to userdata, so that it is freed even when an error jumps over C code.  What a user
 * can cause (a file that is missing, a pipe that breaks) is returned as nil and a message instead.
 * A comment like [-1, +1] says what a function takes from Lua's stack and what it leaves there. */
#ifndef SEQGEN_HOST_H
#define SEQGEN_HOST_H

#include <stddef.h>

#include <lauxlib.h>
#include <lua.h>

/* ---- lua_host.c -------------------------------------------------------- */

enum { EXIT_DONE = 0,
       EXIT_MODEL_WRONG = 1,
       EXIT_USAGE = 2,
       EXIT_BUG = 3 };

/* Runs `require("seqgen.driver").main(arguments)` in a fresh Lua state; arguments[0] is the program's
 * name.  generator_dir, a checkout of seqgen, stands in for the embedded files unless it is NULL.
 * Gives the exit status; of a Lua error that gets out, prints the traceback and gives EXIT_BUG. */
int lua_host_run(int count, char **arguments, const char *generator_dir);

/* A new state as lua_host_run makes it: standard libraries, native modules, searcher.  NULL when out
 * of memory.  The caller closes it. */
lua_State *lua_host_new_state(const char *generator_dir);

/* Message handler of a protected call: adds a traceback to the error message. [-1, +1] */
int lua_host_traceback(lua_State *L);

/* ---- embedded.c -------------------------------------------------------- */

struct embedded_file {
    const char *path; /* below the source tree, as in "templates/model.c.tpl" */
    const unsigned char *bytes;
    size_t size;
};

/* Written by embed.cmake: all files in the order of their paths, as strcmp sorts them. */
extern const struct embedded_file EMBEDDED_FILES[];
extern const size_t EMBEDDED_COUNT;

/* Puts a searcher for "seqgen.*" behind package.preload, reading the embedded files or, if
 * generator_dir is not NULL, those below it. [-0, +0] */
void embedded_install(lua_State *L, const char *generator_dir);

/* ---- in_file.c --------------------------------------------------------- */

/* Opens a regular file, never waiting.  Gives its descriptor, for the caller to close, and its size in
 * bytes; or pushes nil and a message without the path and gives -1. [-0, +0 or +2] */
int in_file_open(lua_State *L, const char *path, size_t *size);

/* Reads a regular file of at most `limit` bytes whole.  Never waits and never reads a device.
 * Pushes the bytes and gives 1, or pushes nil and a message without the path and gives 2.
 * [-0, +1 or +2] */
int in_file_push(lua_State *L, const char *path, size_t limit);

/* ---- decimal.c --------------------------------------------------------- */

enum { DECIMAL_ROOM = 32 };

/* Writes a finite float as a C literal of at most DECIMAL_ROOM - 1 characters: 0.5f, -12.0f, 1.5e-9f.
 * Gives its length. */
int decimal_write(char *out, float value);

/* ---- Modules, one luaopen_ a file [-0, +1] ------------------------------ */

int luaopen_embedded(lua_State *L);
int luaopen_in_file(lua_State *L);
int luaopen_yaml(lua_State *L);      /* yaml_doc.c */
int luaopen_tensor(lua_State *L);    /* tensor.c */
int luaopen_c_literal(lua_State *L); /* c_literal.c */
int luaopen_out_file(lua_State *L);  /* out_file.c */
int luaopen_onnx_file(lua_State *L);
int luaopen_process(lua_State *L);   /* process.c */
int luaopen_limit(lua_State *L);     /* limit.c */
int luaopen_reference(lua_State *L); /* generator/reference */

#endif
