/* in_file.c: reads the user's files; module `in_file`.
 *
 *   in_file.read(path [, limit])   the bytes of a regular file, or nil and why not
 *   in_file.list(folder)           the sorted names of the regular files in it, or nil and why not
 *   in_file.exists(path)           whether there is a regular file
 *
 * A fifo, a device or an endless file can't hang seqgen: only regular files are read, and only up to
 * a limit.  Messages don't name the path, since the caller knows which of its lines named it. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host.h"

enum { DEFAULT_LIMIT = 16 << 20 };

/* What stands at a path that is no regular file, for messages. */
static const char *kind_of(mode_t mode)
{
    return S_ISDIR(mode) ? "a folder" : S_ISFIFO(mode) ? "a pipe"
                                    : S_ISSOCK(mode)   ? "a socket"
                                                       : "a device";
}

int in_file_open(lua_State *L, const char *path, size_t *size)
{
    /* O_NONBLOCK: opening a fifo that nobody writes to would wait for ever. */
    int file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    struct stat status;
    if (file < 0 || fstat(file, &status) != 0) {
        int reason = errno;
        if (file >= 0) {
            close(file);
        }
        lua_pushnil(L);
        lua_pushstring(L, strerror(reason));
        return -1;
    }
    if (!S_ISREG(status.st_mode)) {
        close(file);
        lua_pushnil(L);
        lua_pushfstring(L, "it is %s, not a file", kind_of(status.st_mode));
        return -1;
    }
    *size = (size_t)status.st_size;
    return file;
}

/* Reads up to `size` bytes; gives how many, or -1 with errno set. */
static ssize_t read_fully(int file, char *bytes, size_t size)
{
    size_t done = 0;
    while (done < size) {
        ssize_t count = read(file, bytes + done, size - done);
        if (count < 0 && errno != EINTR) {
            return -1;
        }
        if (count == 0) {
            break;
        }
        done += count > 0 ? (size_t)count : 0;
    }
    return (ssize_t)done;
}

int in_file_push(lua_State *L, const char *path, size_t limit)
{
    size_t size = 0;
    int file = in_file_open(L, path, &size);
    if (file < 0) {
        return 2;
    }
    if (size > limit) {
        close(file);
        lua_pushnil(L);
        lua_pushfstring(L, "it is %I bytes long, more than the limit of %I", (LUAI_UACINT)size,
                        (LUAI_UACINT)limit);
        return 2;
    }
    char *bytes = lua_newuserdatauv(L, size + 1, 0);
    ssize_t count = read_fully(file, bytes, size);
    int reason = errno;
    close(file);
    if (count < 0) {
        lua_pop(L, 1);
        lua_pushnil(L);
        lua_pushstring(L, strerror(reason));
        return 2;
    }
    lua_pushlstring(L, bytes, (size_t)count);
    lua_remove(L, -2);
    return 1;
}

static int in_file_read(lua_State *L)
{
    return in_file_push(L, luaL_checkstring(L, 1), (size_t)luaL_optinteger(L, 2, DEFAULT_LIMIT));
}

static int in_file_exists(lua_State *L)
{
    struct stat status;
    lua_pushboolean(L, stat(luaL_checkstring(L, 1), &status) == 0 && S_ISREG(status.st_mode));
    return 1;
}

/* scandir's filter sees no folder, so the check for regular files comes after. */
static int in_file_list(lua_State *L)
{
    const char *folder = luaL_checkstring(L, 1);
    struct dirent **entries = NULL;
    int count = scandir(folder, &entries, NULL, alphasort);
    if (count < 0) {
        lua_pushnil(L);
        lua_pushstring(L, strerror(errno));
        return 2;
    }
    lua_newtable(L);
    int found = 0;
    for (int i = 0; i < count; i++) {
        struct stat status;
        lua_pushfstring(L, "%s/%s", folder, entries[i]->d_name);
        if (stat(lua_tostring(L, -1), &status) == 0 && S_ISREG(status.st_mode)) {
            lua_pushstring(L, entries[i]->d_name);
            lua_rawseti(L, -3, ++found);
        }
        lua_pop(L, 1);
        free(entries[i]);
    }
    free(entries);
    return 1;
}

int luaopen_in_file(lua_State *L)
{
    static const luaL_Reg FUNCTIONS[] = {
        {"read", in_file_read},
        {"exists", in_file_exists},
        {"list", in_file_list},
        {NULL, NULL},
    };
    luaL_newlib(L, FUNCTIONS);
    return 1;
}
