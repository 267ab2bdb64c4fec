/* process_folder.c: temporary folders, which are gone with the state at the latest. */
#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "process.h"

static const char FOLDERS_KEY[] = "seqgen.temporary_folders"; /* in the registry: path -> userdata */
static const char FOLDER_TYPE[] = "seqgen.temporary_folder";

static int remove_entry(const char *path, const struct stat *status, int kind, struct FTW *place)
{
    (void)status;
    (void)kind;
    (void)place;
    return remove(path);
}

/* The userdata is the path itself. */
static int folder_close(lua_State *L)
{
    char *path = luaL_checkudata(L, 1, FOLDER_TYPE);
    if (path[0] != '\0') {
        nftw(path, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
        path[0] = '\0';
    }
    return 0;
}

/* -> path | nil, message */
int process_make_folder(lua_State *L)
{
    const char *parent = getenv("TMPDIR");
    const char *form = lua_pushfstring(L, "%s/seqgen.XXXXXX", parent != NULL && parent[0] != '\0' ? parent : "/tmp");
    size_t size = strlen(form) + 1;
    luaL_getsubtable(L, LUA_REGISTRYINDEX, FOLDERS_KEY);
    char *path = lua_newuserdatauv(L, size, 0);
    path[0] = '\0';
    luaL_setmetatable(L, FOLDER_TYPE);
    memcpy(path, form, size);
    if (mkdtemp(path) == NULL) {
        path[0] = '\0';
        lua_pushnil(L);
        lua_pushfstring(L, "%s: %s", form, strerror(errno));
        return 2;
    }
    lua_setfield(L, -2, path);
    lua_pushstring(L, path);
    return 1;
}

/* path -> nothing */
int process_remove_folder(lua_State *L)
{
    const char *path = luaL_checkstring(L, 1);
    luaL_getsubtable(L, LUA_REGISTRYINDEX, FOLDERS_KEY);
    lua_pushcfunction(L, folder_close);
    luaL_argcheck(L, lua_getfield(L, -2, path) == LUA_TUSERDATA, 1, "not a folder that make_folder made");
    lua_call(L, 1, 0);
    lua_pushnil(L);
    lua_setfield(L, -2, path);
    return 0;
}

void process_open_folders(lua_State *L)
{
    luaL_newmetatable(L, FOLDER_TYPE);
    lua_pushcfunction(L, folder_close);
    lua_setfield(L, -2, "__gc");
    lua_pop(L, 1);
}
