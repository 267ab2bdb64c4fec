/* tensor_stream.c - reads tensors out of files, in pieces, so that no file is held whole.
 *
 *   tensor.open_file(path)           a stream; regular files only
 *   s:size()  s:position()           bytes in all, and how many of them lie behind
 *   s:seek(position)                 from 0; files only
 *   s:read(count)                    exactly so many bytes, as a string
 *   s:read_tensor(stored, shape, big_endian)   stored: a type's name as in tensor_bytes.c; row-major
 *   s:close()                        true; of an entry of a zip archive it is here that a wrong checksum shows
 *
 * What a file can cause gives nil and a message, which leaves it to the caller to name the file.  Sizes are
 * compared with what is there before any memory is asked for.
 */
#include "tensor_stream.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

#include "host.h"
#include "tensor_bytes.h"

static const char METATABLE[] = "seqgen.stream";

enum { CHUNK_BYTES = 1 << 16 }; /* a multiple of every stored type's size */

int stream_push_failure(lua_State *L, const char *format, ...)
{
    va_list arguments;
    lua_pushnil(L);
    va_start(arguments, format);
    lua_pushvfstring(L, format, arguments);
    va_end(arguments);
    return 2;
}

struct stream *stream_push_new(lua_State *L)
{
    struct stream *s = lua_newuserdatauv(L, sizeof *s, 1);
    memset(s, 0, sizeof *s);
    luaL_setmetatable(L, METATABLE);
    return s;
}

static struct stream *check_open(lua_State *L)
{
    struct stream *s = luaL_checkudata(L, 1, METATABLE);
    luaL_argcheck(L, s->kind != NULL, 1, "the stream is closed");
    return s;
}

/* ---- Files ----------------------------------------------------------------- */

static ptrdiff_t read_file(struct stream *s, void *bytes, size_t size)
{
    ptrdiff_t count;
    do {
        count = pread(s->from.file, bytes, size, (off_t)s->position);
    } while (count < 0 && errno == EINTR);
    return count;
}

static void seek_file(struct stream *s)
{
    (void)s; /* pread takes the position each time */
}

static const char *close_file(struct stream *s)
{
    close(s->from.file);
    return NULL;
}

static const struct stream_kind FILE_KIND = {read_file, seek_file, close_file};

static int open_file(lua_State *L)
{
    const char *path = luaL_checkstring(L, 1);
    struct stream *s = stream_push_new(L);
    size_t size = 0;
    int file = in_file_open(L, path, &size);
    if (file < 0) {
        return 2;
    }
    s->from.file = file;
    s->size = size;
    s->kind = &FILE_KIND;
    return 1;
}

/* ---- Reading ----------------------------------------------------------------- */

/* Reads exactly `size` bytes: 1, or 0 if the stream ends before or can't be read. */
static int read_exactly(struct stream *s, void *bytes, size_t size)
{
    size_t done = 0;
    while (done < size) {
        ptrdiff_t count = s->kind->read(s, (char *)bytes + done, size - done);
        if (count <= 0) {
            return 0;
        }
        done += (size_t)count;
        s->position += (uint64_t)count;
    }
    return 1;
}

/* [-0, +2] */
static int push_unreadable(lua_State *L, const struct stream *s)
{
    return stream_push_failure(L, "cannot be read past byte %I, though it should have %I",
                               (LUAI_UACINT)s->position, (LUAI_UACINT)s->size);
}

/* [-0, +2] */
static int push_too_short(lua_State *L, const struct stream *s, uint64_t wanted)
{
    return stream_push_failure(L, "has %I bytes, but is read from byte %I on, %I bytes more",
                               (LUAI_UACINT)s->size, (LUAI_UACINT)s->position, (LUAI_UACINT)wanted);
}

static uint64_t bytes_left(const struct stream *s)
{
    return s->position < s->size ? s->size - s->position : 0;
}

static int stream_size(lua_State *L)
{
    lua_pushinteger(L, (lua_Integer)check_open(L)->size);
    return 1;
}

static int stream_position(lua_State *L)
{
    lua_pushinteger(L, (lua_Integer)check_open(L)->position);
    return 1;
}

static int stream_seek(lua_State *L)
{
    struct stream *s = check_open(L);
    lua_Integer position = luaL_checkinteger(L, 2);
    luaL_argcheck(L, position >= 0, 2, "positions count from 0");
    luaL_argcheck(L, s->kind->seek != NULL, 1, "this stream only goes forward");
    s->position = (uint64_t)position;
    s->kind->seek(s);
    return 0;
}

static int stream_read(lua_State *L)
{
    struct stream *s = check_open(L);
    lua_Integer wanted = luaL_checkinteger(L, 2);
    luaL_argcheck(L, wanted >= 0, 2, "a count is not negative");
    if ((uint64_t)wanted > bytes_left(s)) {
        return push_too_short(L, s, (uint64_t)wanted);
    }
    luaL_Buffer text;
    char *bytes = luaL_buffinitsize(L, &text, (size_t)wanted);
    if (!read_exactly(s, bytes, (size_t)wanted)) {
        return push_unreadable(L, s);
    }
    luaL_pushresultsize(&text, (size_t)wanted);
    return 1;
}

static int read_tensor(lua_State *L)
{
    struct stream *s = check_open(L);
    const struct stored_type *type = tensor_check_stored(L, 2);
    size_t shape[TENSOR_RANK_MAX], count = 0, type_size = (size_t)type->size;
    int rank = tensor_check_shape(L, 3, shape);
    int big_endian = lua_toboolean(L, 4);
    if (!tensor_measure(type->dtype, rank, shape, &count)) {
        return stream_push_failure(L, "holds a tensor of more than 2 GiB");
    }
    if (count * type_size > bytes_left(s)) {
        return push_too_short(L, s, count * type_size);
    }
    struct tensor *t = tensor_push_new(L, type->dtype, rank, shape);
    unsigned char chunk[CHUNK_BYTES];
    for (size_t done = 0, now; done < count; done += now) {
        now = CHUNK_BYTES / type_size < count - done ? CHUNK_BYTES / type_size : count - done;
        if (!read_exactly(s, chunk, now * type_size)) {
            return push_unreadable(L, s);
        }
        if (tensor_decode(t, done, type, big_endian, chunk, now) < now) {
            return stream_push_failure(L, "holds an integer of more than 32 bits");
        }
    }
    return 1;
}

/* Also __gc and __close, which leave the result alone. */
static int stream_close(lua_State *L)
{
    struct stream *s = luaL_checkudata(L, 1, METATABLE);
    const struct stream_kind *kind = s->kind;
    s->kind = NULL;
    const char *problem = kind ? kind->close(s) : NULL;
    if (problem) {
        return stream_push_failure(L, "%s", problem);
    }
    lua_pushboolean(L, 1);
    return 1;
}

/* ---- Registration ------------------------------------------------------------- */

static const luaL_Reg METHODS[] = {
    {"size", stream_size},
    {"position", stream_position},
    {"seek", stream_seek},
    {"read", stream_read},
    {"read_tensor", read_tensor},
    {"close", stream_close},
    {"__gc", stream_close},
    {"__close", stream_close},
    {NULL, NULL},
};

void stream_open_library(lua_State *L)
{
    luaL_newmetatable(L, METATABLE);
    luaL_setfuncs(L, METHODS, 0);
    lua_pushvalue(L, -1);
    lua_setfield(L, -2, "__index");
    lua_pop(L, 1);
}

const luaL_Reg tensor_stream_functions[] = {{"open_file", open_file}, {NULL, NULL}};
