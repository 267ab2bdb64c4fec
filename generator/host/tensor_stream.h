/* tensor_stream.h - bytes that tensors are read from: a file, or an entry of a zip archive. */
#ifndef SEQGEN_TENSOR_STREAM_H
#define SEQGEN_TENSOR_STREAM_H

#include <lauxlib.h>
#include <lua.h>
#include <stddef.h>
#include <stdint.h>

struct stream;
struct zip;

struct stream_kind {
    /* Reads up to `size` bytes at the stream's position: gives how many (0: the end), or -1. */
    ptrdiff_t (*read)(struct stream *s, void *bytes, size_t size);
    /* Goes to s->position, which has just been set; NULL where a stream only goes forward. */
    void (*seek)(struct stream *s);
    /* Frees what the stream holds; gives NULL, or what was found wrong with all that was read. */
    const char *(*close)(struct stream *s);
};

struct stream {
    const struct stream_kind *kind; /* NULL once closed */
    uint64_t size, position;        /* in bytes */
    union {
        int file;        /* tensor_stream.c: the descriptor */
        struct zip *zip; /* tensor_zip.c: the archive, kept alive by the user value */
    } from;
};

/* [-0, +1] A closed stream, to be filled in; its one user value may keep its archive alive. */
struct stream *stream_push_new(lua_State *L);

/* [-0, +2] nil and a message: how everything that a file can cause is told to Lua.  Gives 2. */
int stream_push_failure(lua_State *L, const char *format, ...);

/* Registers the streams' metatable: [-0, +0]. */
void stream_open_library(lua_State *L);

/* Registers the archives' metatable (tensor_zip.c): [-0, +0]. */
void zip_open_library(lua_State *L);

#endif
