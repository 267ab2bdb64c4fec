/* output.h: one output of out_file.c, a file that is written under a temporary name, or a stream. */
#ifndef SEQGEN_OUTPUT_H
#define SEQGEN_OUTPUT_H

#include <stdbool.h>
#include <stdio.h>

#include <lua.h>

struct output {
    char *path;      /* where it will be; NULL: a stream.  Links are followed, folders resolved. */
    char *temporary; /* NULL: a stream, or renamed already */
    FILE *file;
    bool unchanged;
};

/* Pushes nil and "path: reason"; gives false. [-0, +2] */
bool output_refuse(lua_State *L, const char *path, const char *reason);

/* Decides what kind of output a path is, and opens it, empty.  [-0, +0], or [-0, +2] with false. */
bool output_open(lua_State *L, struct output *out, const char *path);

/* Whether the file that is there holds what was written, byte for byte. */
bool output_is_unchanged(const struct output *out);

/* Puts the file in its place; false with errno set. */
bool output_commit(struct output *out);

/* Closes what is open, removes what was not put in its place, and frees all. */
void output_close(struct output *out);

#endif
