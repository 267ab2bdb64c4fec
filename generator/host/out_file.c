/* out_file.c: writes what was generated, all of it or nothing; module `out_file`.
 *
 *   out_file.write(path, text)                   true, or nil and "path: why not"
 *   out_file.write_all({{path, text}, ...} [, inputs])
 *                                                the same for several files that belong together; a list of paths
 *                                                that were read and must not be written over
 *
 *   text   a string, a tensor (its memory), a function that gives text until it gives nil, or a list of these
 *   path   a file; or "-", a pipe or a device such as /dev/stdout, which is written to as it stands
 *
 * Every file is first written whole under a temporary name in its own folder; only when all are there are
 * they renamed.  So a failure leaves each old file as it was and nothing beside it, and a reader never sees
 * half a file.  A file whose bytes would not change is left alone, so that make has nothing to do. */
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host.h"
#include "output.h"
#include "tensor.h"

static const char OUTPUTS_TYPE[] = "seqgen.outputs";

struct outputs {
    int count;
    struct output list[];
};

/* ---- Text ---------------------------------------------------------------- */

static bool write_text(lua_State *L, FILE *file, int index);

static bool write_pieces(lua_State *L, FILE *file, int function)
{
    for (;;) {
        lua_pushvalue(L, function);
        lua_call(L, 0, 1);
        bool more = !lua_isnil(L, -1);
        bool good = !more || write_text(L, file, lua_gettop(L));
        lua_pop(L, 1);
        if (!good || !more) {
            return good;
        }
    }
}

static bool write_list(lua_State *L, FILE *file, int list)
{
    bool good = true;
    luaL_checkstack(L, 4, "text");
    for (lua_Integer i = 1; good && lua_rawgeti(L, list, i) != LUA_TNIL; i++) {
        good = write_text(L, file, lua_gettop(L));
        lua_pop(L, 1);
    }
    lua_settop(L, good ? -2 : -1); /* the nil that ended the list */
    return good;
}

/* Writes the text at an index; false with errno set. [-0, +0] */
static bool write_text(lua_State *L, FILE *file, int index)
{
    size_t size = 0;
    switch (lua_type(L, index)) {
    case LUA_TFUNCTION:
        return write_pieces(L, file, index);
    case LUA_TTABLE:
        return write_list(L, file, index);
    case LUA_TUSERDATA: {
        const struct tensor *t = tensor_check(L, index);
        return fwrite(t->data, tensor_element_size(t->dtype), t->count, file) == t->count;
    }
    default: {
        const char *text = luaL_checklstring(L, index, &size);
        return fwrite(text, 1, size, file) == size;
    }
    }
}

/* ---- All outputs ---------------------------------------------------------- */

/* Closes what is open and removes what was not renamed. */
static int outputs_close(lua_State *L)
{
    struct outputs *outs = luaL_checkudata(L, 1, OUTPUTS_TYPE);
    for (int i = 0; i < outs->count; i++) {
        output_close(&outs->list[i]);
    }
    outs->count = 0;
    return 0;
}

/* Pushes the userdata, which closes itself when its scope is left, by an error too. */
static struct outputs *push_outputs(lua_State *L, int count)
{
    size_t size = sizeof(struct outputs) + (size_t)count * sizeof(struct output);
    struct outputs *outs = lua_newuserdatauv(L, size, 0);
    memset(outs, 0, size);
    outs->count = count;
    luaL_setmetatable(L, OUTPUTS_TYPE);
    lua_toclose(L, -1);
    return outs;
}

/* Element `key` of pair `i` of the list at index 1; for the path, as a string. [-0, +1] */
static const char *push_member(lua_State *L, int i, int key)
{
    lua_rawgeti(L, 1, i + 1);
    luaL_checktype(L, -1, LUA_TTABLE);
    lua_rawgeti(L, -1, key);
    lua_remove(L, -2);
    return key == 1 ? luaL_checkstring(L, -1) : NULL;
}

/* Whether the output is one of the files in the list at index 2. */
static bool is_input(lua_State *L, const struct output *out)
{
    bool same = false;
    size_t count = lua_istable(L, 2) ? lua_rawlen(L, 2) : 0;
    for (size_t i = 1; out->path != NULL && !same && i <= count; i++) {
        lua_rawgeti(L, 2, (lua_Integer)i);
        char *input = realpath(luaL_checkstring(L, -1), NULL);
        same = input != NULL && strcmp(input, out->path) == 0;
        free(input);
        lua_pop(L, 1);
    }
    return same;
}

/* Opens and fills output i.  [-0, +0], or [-0, +2] with false. */
static bool prepare(lua_State *L, struct outputs *outs, int i)
{
    int top = lua_gettop(L);
    struct output *out = &outs->list[i];
    const char *path = push_member(L, i, 1);
    if (!output_open(L, out, path)) {
        return false;
    }
    for (int j = 0; out->path != NULL && j < i; j++) {
        if (outs->list[j].path != NULL && strcmp(outs->list[j].path, out->path) == 0) {
            return output_refuse(L, path, "two outputs would be written to this one file");
        }
    }
    if (is_input(L, out)) {
        return output_refuse(L, path, "this file was read and would be written over");
    }
    push_member(L, i, 2);
    if (!write_text(L, out->file, top + 2) || fflush(out->file) != 0) {
        return output_refuse(L, path, strerror(errno));
    }
    out->unchanged = out->temporary != NULL && output_is_unchanged(out);
    lua_settop(L, top);
    return true;
}

/* {{path, text}...}, inputs -> true | nil, message */
static int write_all(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 2);
    struct outputs *outs = push_outputs(L, (int)lua_rawlen(L, 1));
    for (int i = 0; i < outs->count; i++) {
        if (!prepare(L, outs, i)) {
            return 2;
        }
    }
    for (int i = 0; i < outs->count; i++) {
        if (!output_commit(&outs->list[i])) {
            output_refuse(L, push_member(L, i, 1), strerror(errno));
            return 2;
        }
    }
    lua_pushboolean(L, 1);
    return 1;
}

/* path, text -> true | nil, message */
static int write_one(lua_State *L)
{
    luaL_checkstring(L, 1);
    luaL_checkany(L, 2);
    lua_settop(L, 2);
    lua_pushcfunction(L, write_all);
    lua_createtable(L, 1, 0);
    lua_createtable(L, 2, 0);
    for (int i = 1; i <= 2; i++) {
        lua_pushvalue(L, i);
        lua_rawseti(L, -2, i);
    }
    lua_rawseti(L, -2, 1);
    lua_call(L, 1, 2);
    return 2;
}

int luaopen_out_file(lua_State *L)
{
    static const luaL_Reg FUNCTIONS[] = {
        {"write", write_one},
        {"write_all", write_all},
        {NULL, NULL},
    };
    luaL_newmetatable(L, OUTPUTS_TYPE);
    lua_pushcfunction(L, outputs_close);
    lua_setfield(L, -2, "__close");
    lua_pop(L, 1);
    luaL_newlib(L, FUNCTIONS);
    return 1;
}
