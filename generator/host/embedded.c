/* embedded.c: the scripts, templates and runtime that the binary carries; module `embedded`.
 *
 *   embedded.read("templates/model.c.tpl")       the file's bytes; an error if there is none
 *   embedded.list("generator/lua/seqgen/ops")    the sorted names of the files in that folder
 *   embedded.place("templates/model.c.tpl")      the path to name in messages
 *
 * Paths are those of the source tree.  With --generator-dir all is read below that folder instead.
 * The searcher gives `require "seqgen.ops.lstm"` the file generator/lua/seqgen/ops/lstm.lua. */
#include <string.h>

#include "host.h"

static const char DIRECTORY_KEY[] = "seqgen.generator_dir"; /* in the registry; nil: the embedded files */
enum { FILE_LIMIT = 16 << 20 };

/* The folder given by --generator-dir, or NULL.  The registry keeps the string alive. [-0, +0] */
static const char *generator_dir(lua_State *L)
{
    lua_getfield(L, LUA_REGISTRYINDEX, DIRECTORY_KEY);
    const char *folder = lua_tostring(L, -1);
    lua_pop(L, 1);
    return folder;
}

/* Pushes the path as messages show it: below --generator-dir, or as in the source tree. [-0, +1] */
static const char *push_place(lua_State *L, const char *path)
{
    const char *folder = generator_dir(L);
    return folder != NULL ? lua_pushfstring(L, "%s/%s", folder, path) : lua_pushstring(L, path);
}

/* Pushes a file's bytes, or nil and a message. [-0, +1 or +2] */
static int push_file(lua_State *L, const char *path)
{
    if (generator_dir(L) != NULL) {
        const char *place = push_place(L, path);
        int count = in_file_push(L, place, FILE_LIMIT);
        lua_remove(L, -count - 1);
        return count;
    }
    for (size_t i = 0; i < EMBEDDED_COUNT; i++) {
        if (strcmp(EMBEDDED_FILES[i].path, path) == 0) {
            lua_pushlstring(L, (const char *)EMBEDDED_FILES[i].bytes, EMBEDDED_FILES[i].size);
            return 1;
        }
    }
    lua_pushnil(L);
    lua_pushliteral(L, "no such embedded file");
    return 2;
}

/* Raises "place: the message on the stack's top". */
static int place_error(lua_State *L, const char *path)
{
    const char *message = lua_tostring(L, -1);
    return luaL_error(L, "%s: %s", push_place(L, path), message);
}

static int embedded_read(lua_State *L)
{
    const char *path = luaL_checkstring(L, 1);
    if (push_file(L, path) == 2) {
        return place_error(L, path);
    }
    return 1;
}

/* The name of a file that lies directly in the folder, else NULL. */
static const char *name_in_folder(const char *path, const char *folder)
{
    size_t length = strlen(folder);
    if (strncmp(path, folder, length) != 0 || path[length] != '/' ||
        strchr(path + length + 1, '/') != NULL) {
        return NULL;
    }
    return path + length + 1;
}

static int embedded_list(lua_State *L)
{
    const char *folder = luaL_checkstring(L, 1);
    if (generator_dir(L) != NULL) {
        luaL_requiref(L, "in_file", luaopen_in_file, 0);
        lua_getfield(L, -1, "list");
        push_place(L, folder);
        lua_call(L, 1, 2);
        if (lua_isnil(L, -2)) {
            return place_error(L, folder);
        }
        lua_pop(L, 1);
        return 1;
    }
    lua_newtable(L);
    for (size_t i = 0; i < EMBEDDED_COUNT; i++) {
        const char *name = name_in_folder(EMBEDDED_FILES[i].path, folder);
        if (name != NULL) {
            lua_pushstring(L, name);
            lua_rawseti(L, -2, (lua_Integer)lua_rawlen(L, -2) + 1);
        }
    }
    return 1;
}

static int embedded_place(lua_State *L)
{
    push_place(L, luaL_checkstring(L, 1));
    return 1;
}

/* package.searchers' contract: name -> loader, place | a message why not.  The chunk is named by the
 * file's place, so that errors show its true file and line. */
static int search(lua_State *L)
{
    const char *name = luaL_checkstring(L, 1);
    if (strncmp(name, "seqgen.", 7) != 0) {
        lua_pushfstring(L, "no embedded module '%s'", name);
        return 1;
    }
    lua_pushfstring(L, "generator/lua/%s.lua", luaL_gsub(L, name, ".", "/"));
    const char *path = lua_tostring(L, -1);
    if (push_file(L, path) == 2) {
        const char *message = lua_tostring(L, -1);
        lua_pushfstring(L, "%s: %s", push_place(L, path), message);
        return 1;
    }
    size_t size = 0;
    const char *bytes = lua_tolstring(L, -1, &size);
    const char *chunk = lua_pushfstring(L, "@%s", push_place(L, path));
    if (luaL_loadbufferx(L, bytes, size, chunk, "t") != LUA_OK) {
        return lua_error(L);
    }
    lua_pushstring(L, chunk + 1);
    return 2;
}

void embedded_install(lua_State *L, const char *folder)
{
    lua_pushstring(L, folder);
    lua_setfield(L, LUA_REGISTRYINDEX, DIRECTORY_KEY);
    lua_getglobal(L, "package");
    lua_getfield(L, -1, "searchers");
    /* Only preload and ours stay: a file in the user's folder must never stand in for a module. */
    for (lua_Integer i = (lua_Integer)lua_rawlen(L, -1); i > 2; i--) {
        lua_pushnil(L);
        lua_rawseti(L, -2, i);
    }
    lua_pushcfunction(L, search);
    lua_rawseti(L, -2, 2);
    lua_pop(L, 2);
}

int luaopen_embedded(lua_State *L)
{
    static const luaL_Reg FUNCTIONS[] = {
        {"read", embedded_read},
        {"list", embedded_list},
        {"place", embedded_place},
        {NULL, NULL},
    };
    luaL_newlib(L, FUNCTIONS);
    return 1;
}
