/* tensor_zip.c - the entries of a zip archive as streams; minizip reads the format.
 *
 *   tensor.open_zip(path)            an archive, or nil and a message
 *   z:entries()                      list of {name=, size=, directory_position=, number=}
 *   z:open(entry)                    a stream over the entry's bytes; one is open at a time
 *   z:close()
 *
 * minizip would open the path itself, and wait for ever if it is a fifo; it is given functions that read a file
 * that has been looked at first.  A stream gives no more bytes than the entry's declared size, and its close
 * verifies their checksum; how many are asked for is the caller's business.
 */
#include <errno.h>
#include <minizip/unzip.h>
#include <string.h>
#include <unistd.h>

#include "host.h"
#include "tensor.h"
#include "tensor_stream.h"

static const char METATABLE[] = "seqgen.zip";

enum {
    ENTRIES_MAX = 65536,
    NAME_BYTES_MAX = 1024,
    FLAG_ENCRYPTED = 1, /* of an entry's general purpose flags */
    METHOD_STORED = 0,
};

struct zip {
    int file; /* descriptor, or -1 */
    int failed;
    uint64_t size, position;
    unzFile unzip;       /* NULL once closed */
    struct stream *open; /* the stream over the current entry, or NULL */
};

/* ---- minizip's input -------------------------------------------------------------- */

static voidpf open_callback(voidpf opaque, const void *path, int mode)
{
    (void)path;
    (void)mode;
    return opaque;
}

static uLong read_callback(voidpf opaque, voidpf file, void *bytes, uLong size)
{
    struct zip *z = opaque;
    uLong done = 0;
    (void)file;
    while (done < size) {
        ssize_t count = pread(z->file, (char *)bytes + done, size - done, (off_t)z->position);
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count <= 0) {
            z->failed |= count < 0;
            break;
        }
        done += (uLong)count;
        z->position += (uint64_t)count;
    }
    return done;
}

static ZPOS64_T tell_callback(voidpf opaque, voidpf file)
{
    (void)file;
    return ((struct zip *)opaque)->position;
}

static long seek_callback(voidpf opaque, voidpf file, ZPOS64_T offset, int origin)
{
    struct zip *z = opaque;
    (void)file;
    uint64_t base = origin == ZLIB_FILEFUNC_SEEK_SET   ? 0
                    : origin == ZLIB_FILEFUNC_SEEK_END ? z->size
                                                       : z->position;
    if (offset > z->size - (base < z->size ? base : z->size)) {
        return -1;
    }
    z->position = base + offset;
    return 0;
}

static int close_callback(voidpf opaque, voidpf file)
{
    (void)opaque;
    (void)file;
    return 0; /* the descriptor is the userdata's to close */
}

static int error_callback(voidpf opaque, voidpf file)
{
    (void)file;
    return ((struct zip *)opaque)->failed;
}

/* ---- The archive --------------------------------------------------------------------- */

static struct zip *check_zip(lua_State *L)
{
    struct zip *z = luaL_checkudata(L, 1, METATABLE);
    luaL_argcheck(L, z->unzip != NULL, 1, "the archive is closed");
    return z;
}

static int open_zip(lua_State *L)
{
    const char *path = luaL_checkstring(L, 1);
    struct zip *z = lua_newuserdatauv(L, sizeof *z, 0);
    memset(z, 0, sizeof *z);
    z->file = -1;
    luaL_setmetatable(L, METATABLE);

    size_t size = 0;
    int file = in_file_open(L, path, &size);
    if (file < 0) {
        return 2;
    }
    z->file = file;
    z->size = size;
    zlib_filefunc64_def functions = {.zopen64_file = open_callback,
                                     .zread_file = read_callback,
                                     .ztell64_file = tell_callback,
                                     .zseek64_file = seek_callback,
                                     .zclose_file = close_callback,
                                     .zerror_file = error_callback,
                                     .opaque = z};
    z->unzip = unzOpen2_64(path, &functions);
    if (!z->unzip) {
        return stream_push_failure(L, "is no zip archive, or is cut short");
    }
    return 1;
}

/* [-0, +1] The current entry as a table; its name may hold any bytes. */
static int push_entry(lua_State *L, unzFile unzip)
{
    unz_file_info64 info;
    unz64_file_pos place;
    char name[NAME_BYTES_MAX];
    if (unzGetCurrentFileInfo64(unzip, &info, name, sizeof name, NULL, 0, NULL, 0) != UNZ_OK ||
        info.size_filename > sizeof name || unzGetFilePos64(unzip, &place) != UNZ_OK) {
        return 0;
    }
    lua_createtable(L, 0, 4);
    lua_pushlstring(L, name, info.size_filename);
    lua_setfield(L, -2, "name");
    lua_pushinteger(L, (lua_Integer)info.uncompressed_size);
    lua_setfield(L, -2, "size");
    lua_pushinteger(L, (lua_Integer)place.pos_in_zip_directory);
    lua_setfield(L, -2, "directory_position");
    lua_pushinteger(L, (lua_Integer)place.num_of_file);
    lua_setfield(L, -2, "number");
    return 1;
}

static int zip_entries(lua_State *L)
{
    struct zip *z = check_zip(L);
    lua_newtable(L);
    int status = unzGoToFirstFile(z->unzip);
    for (int n = 1; status == UNZ_OK; n++, status = unzGoToNextFile(z->unzip)) {
        if (n > ENTRIES_MAX) {
            return stream_push_failure(L, "has more than %d entries", (int)ENTRIES_MAX);
        }
        if (!push_entry(L, z->unzip)) {
            return stream_push_failure(L, "has a damaged directory, at entry %d", n);
        }
        lua_rawseti(L, -2, n);
    }
    if (status != UNZ_END_OF_LIST_OF_FILE) {
        return stream_push_failure(L, "has a damaged directory");
    }
    return 1;
}

static int zip_close(lua_State *L)
{
    struct zip *z = luaL_checkudata(L, 1, METATABLE);
    if (z->open) {
        z->open->kind = NULL;
    }
    if (z->unzip) {
        unzClose(z->unzip);
    }
    if (z->file >= 0) {
        close(z->file);
    }
    z->open = NULL;
    z->unzip = NULL;
    z->file = -1;
    return 0;
}

/* ---- Entries ---------------------------------------------------------------------------- */

static ptrdiff_t read_entry(struct stream *s, void *bytes, size_t size)
{
    const size_t most = 1 << 30; /* minizip counts in unsigned and answers in int */
    struct zip *z = s->from.zip;
    return unzReadCurrentFile(z->unzip, bytes, (unsigned)(size < most ? size : most));
}

static const char *close_entry(struct stream *s)
{
    struct zip *z = s->from.zip;
    z->open = NULL;
    return unzCloseCurrentFile(z->unzip) == UNZ_CRCERROR ? "does not match its checksum: the file is damaged" : NULL;
}

static const struct stream_kind ENTRY_KIND = {read_entry, NULL, close_entry};

/* NULL, or why the entry can't be opened. */
static const char *open_current(struct zip *z, uint64_t *size)
{
    unz_file_info64 info;
    if (unzGetCurrentFileInfo64(z->unzip, &info, NULL, 0, NULL, 0, NULL, 0) != UNZ_OK) {
        return "has a damaged directory entry";
    }
    if (info.flag & FLAG_ENCRYPTED) {
        return "is encrypted";
    }
    if (info.compression_method != METHOD_STORED && info.compression_method != Z_DEFLATED) {
        return "is compressed by a method other than deflate";
    }
    if (unzOpenCurrentFile(z->unzip) != UNZ_OK) {
        return "has a damaged local header";
    }
    *size = info.uncompressed_size;
    return NULL;
}

static int zip_open(lua_State *L)
{
    struct zip *z = check_zip(L);
    luaL_argcheck(L, z->open == NULL, 1, "another entry is still open");
    luaL_checktype(L, 2, LUA_TTABLE);
    lua_getfield(L, 2, "directory_position");
    lua_getfield(L, 2, "number");
    unz64_file_pos place = {(ZPOS64_T)luaL_checkinteger(L, -2), (ZPOS64_T)luaL_checkinteger(L, -1)};

    struct stream *s = stream_push_new(L);
    lua_pushvalue(L, 1); /* the archive lives as long as the stream */
    lua_setiuservalue(L, -2, 1);
    const char *problem = unzGoToFilePos64(z->unzip, &place) == UNZ_OK ? open_current(z, &s->size)
                                                                       : "has a damaged directory entry";
    if (problem) {
        return stream_push_failure(L, "%s", problem);
    }
    s->from.zip = z;
    s->kind = &ENTRY_KIND;
    z->open = s;
    return 1;
}

/* ---- Registration ---------------------------------------------------------------------------- */

static const luaL_Reg METHODS[] = {
    {"entries", zip_entries},
    {"open", zip_open},
    {"close", zip_close},
    {"__gc", zip_close},
    {"__close", zip_close},
    {NULL, NULL},
};

void zip_open_library(lua_State *L)
{
    luaL_newmetatable(L, METATABLE);
    luaL_setfuncs(L, METHODS, 0);
    lua_pushvalue(L, -1);
    lua_setfield(L, -2, "__index");
    lua_pop(L, 1);
}

const luaL_Reg tensor_zip_functions[] = {{"open_zip", open_zip}, {NULL, NULL}};
