/* yaml_doc.c: libyaml's events -> nodes with their marks; module `yaml`.
 *
 *   yaml.load(path)          the file's root node and a list of errors
 *   yaml.parse(text, name)   the same of a text; marks name it `name`
 *
 *   node    {kind="scalar", value=, plain=, tag=, mark=} | {kind="sequence", node..., mark=}
 *           | {kind="mapping", pairs={{key=node, value=node}...}, mark=}; nil where no tree could be built
 *   mark    {file=, line=, column=}, from 1
 *   error   {mark=, message=, found=, expected=, fix=}, as diag.lua takes it
 *
 * plain says that a scalar stands without quotes, so that a resolver may read a number in it; tag is
 * str, int, float, bool, null, seq or map where one is written.  An anchor's node and its aliases are
 * one table.  What aliases can grow to and how deep a document nests are bounded here, so that the
 * passes may recurse.  Grammar: https://yaml.org/spec/1.2.2/ */
#include <string.h>

#include "host.h"
#include "yaml_reader.h"

static const char READER_TYPE[] = "seqgen.yaml_reader";

/* ---- Events ------------------------------------------------------------- */

/* Steps to the next event; false after a complaint. */
static bool next_event(struct yaml_reader *r)
{
    yaml_event_delete(&r->event);
    if (yaml_parser_parse(&r->parser, &r->event)) {
        return true;
    }
    if (r->parser.error == YAML_MEMORY_ERROR) {
        return luaL_error(r->L, "out of memory in libyaml");
    }
    return yaml_complain_of_parser(r);
}

/* ---- Lists and mappings ------------------------------------------------- */

static bool read_node(struct yaml_reader *r, int depth, struct extent *extent);

/* The container's node is on the top and stays there. */
static bool read_items(struct yaml_reader *r, int depth, struct extent *extent)
{
    lua_State *L = r->L;
    for (lua_Integer i = 1; next_event(r); i++) {
        if (r->event.type == YAML_SEQUENCE_END_EVENT) {
            return true;
        }
        if (!read_node(r, depth + 1, extent)) {
            return false;
        }
        lua_rawseti(L, -2, i);
    }
    return false;
}

/* Reads one pair into `pairs`, a stack index; drops it after a complaint that is not fatal. [-0, +0] */
static bool read_pair(struct yaml_reader *r, int depth, struct extent *extent, int pairs, int seen)
{
    lua_State *L = r->L;
    int top = lua_gettop(L);
    yaml_mark_t at = r->event.start_mark;
    if (!read_node(r, depth + 1, extent)) {
        return false;
    }
    bool good = yaml_check_key(r, seen, at);
    lua_settop(L, top + 1);
    if (!next_event(r) || !read_node(r, depth + 1, extent)) {
        return false;
    }
    if (good) {
        lua_createtable(L, 0, 2);
        lua_insert(L, -3);
        lua_setfield(L, -3, "value");
        lua_setfield(L, -2, "key");
        lua_rawseti(L, pairs, (lua_Integer)lua_rawlen(L, pairs) + 1);
    }
    lua_settop(L, top);
    return true;
}

/* The container's node is on the top and stays there. */
static bool read_pairs(struct yaml_reader *r, int depth, struct extent *extent)
{
    lua_State *L = r->L;
    lua_newtable(L);
    lua_pushvalue(L, -1);
    lua_setfield(L, -3, "pairs");
    lua_newtable(L);
    int seen = lua_gettop(L);
    while (next_event(r)) {
        if (r->event.type == YAML_MAPPING_END_EVENT) {
            lua_pop(L, 2);
            return true;
        }
        if (!read_pair(r, depth, extent, seen - 1, seen)) {
            return false;
        }
    }
    return false;
}

/* ---- Nodes ---------------------------------------------------------------- */

/* Reads what the current event begins. [-0, +1]; after a fatal complaint gives false, the stack as it fell. */
static bool read_node(struct yaml_reader *r, int depth, struct extent *container)
{
    lua_State *L = r->L;
    if (r->event.type == YAML_ALIAS_EVENT) {
        return yaml_read_alias(r, depth, container);
    }
    luaL_checkstack(L, 20, "yaml");
    if (!yaml_count_nodes(r, 1) || !yaml_check_depth(r, r->event.type == YAML_SCALAR_EVENT ? depth - 1 : depth)) {
        return false;
    }
    const char *anchor = lua_pushstring(L, yaml_anchor_of(&r->event));
    if (anchor != NULL) {
        lua_pushboolean(L, 0);
        lua_setfield(L, r->open, anchor);
    }
    struct extent extent = {1, 0};
    bool good = true;
    if (r->event.type == YAML_SCALAR_EVENT) {
        yaml_push_scalar(r);
    } else if (r->event.type == YAML_SEQUENCE_START_EVENT) {
        extent.height = 1;
        yaml_push_node(r, "sequence");
        good = read_items(r, depth, &extent);
    } else {
        extent.height = 1;
        yaml_push_node(r, "mapping");
        good = read_pairs(r, depth, &extent);
    }
    if (!good) {
        return false;
    }
    if (anchor != NULL) {
        yaml_close_anchor(r, anchor, extent);
    }
    lua_remove(L, -2);
    yaml_grow(container, extent);
    return true;
}

/* ---- Documents ---------------------------------------------------------- */

static bool complain_of_end(struct yaml_reader *r)
{
    bool empty = r->event.type == YAML_STREAM_END_EVENT;
    const struct yaml_complaint c = {
        .message = empty ? "the document is empty" : "a second document begins here",
        .expected = "one YAML document",
        .fix = empty ? NULL : "remove the line '---' and what follows it, or make it a file of its own",
    };
    return yaml_complain(r, r->event.start_mark, c);
}

/* Reads the one document; false after a fatal complaint. [-0, +1] */
static bool read_stream(struct yaml_reader *r)
{
    struct extent extent = {0, 0};
    if (!next_event(r) || !next_event(r)) { /* the stream's start, the document's */
        return false;
    }
    if (r->event.type == YAML_STREAM_END_EVENT) {
        return complain_of_end(r);
    }
    if (!next_event(r) || !read_node(r, 1, &extent) || !next_event(r) || !next_event(r)) {
        return false;
    }
    if (r->event.type != YAML_STREAM_END_EVENT) {
        complain_of_end(r);
    }
    return true;
}

static int reader_gc(lua_State *L)
{
    struct yaml_reader *r = luaL_checkudata(L, 1, READER_TYPE);
    yaml_event_delete(&r->event);
    yaml_parser_delete(&r->parser);
    return 0;
}

static struct yaml_reader *push_reader(lua_State *L)
{
    struct yaml_reader *r = lua_newuserdatauv(L, sizeof *r, 0);
    memset(r, 0, sizeof *r);
    if (!yaml_parser_initialize(&r->parser)) {
        luaL_error(L, "out of memory in libyaml");
    }
    luaL_setmetatable(L, READER_TYPE);
    r->L = L;
    return r;
}

/* text, name -> node or nil, errors */
static int yaml_parse(lua_State *L)
{
    size_t size = 0;
    const char *text = luaL_checklstring(L, 1, &size);
    const char *name = luaL_checkstring(L, 2);
    struct yaml_reader *r = push_reader(L);
    /* The mark that some editors put before UTF-8 is no character of the first line. */
    size_t bom = size >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    r->name = name;
    r->text = text + bom;
    lua_newtable(L);
    r->errors = lua_gettop(L);
    lua_newtable(L);
    r->open = lua_gettop(L);
    yaml_parser_set_encoding(&r->parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&r->parser, (const unsigned char *)r->text, size - bom);
    if (!read_stream(r)) {
        lua_pushnil(L);
    }
    lua_pushvalue(L, r->errors);
    return 2;
}

/* Pushes nil and the one error of a file that can't be read; the reason is on the top. [-0, +2] */
static int unreadable(lua_State *L, const char *path)
{
    const char *reason = lua_tostring(L, -1);
    struct yaml_reader r = {.L = L, .name = path};
    lua_pushnil(L);
    lua_newtable(L);
    r.errors = lua_gettop(L);
    const struct yaml_complaint c = {
        .message = "this file can't be read",
        .found = reason,
        .expected = lua_pushfstring(L, "a YAML file of at most %d MiB", YAML_MAX_FILE >> 20),
    };
    yaml_complain(&r, (yaml_mark_t){0, 0, 0}, c);
    lua_settop(L, r.errors);
    return 2;
}

/* path -> node or nil, errors */
static int yaml_load(lua_State *L)
{
    const char *path = luaL_checkstring(L, 1);
    lua_pushcfunction(L, yaml_parse);
    if (in_file_push(L, path, YAML_MAX_FILE) == 2) {
        return unreadable(L, path);
    }
    lua_pushvalue(L, 1);
    lua_call(L, 2, 2);
    return 2;
}

int luaopen_yaml(lua_State *L)
{
    static const luaL_Reg FUNCTIONS[] = {
        {"load", yaml_load},
        {"parse", yaml_parse},
        {NULL, NULL},
    };
    luaL_newmetatable(L, READER_TYPE);
    lua_pushcfunction(L, reader_gc);
    lua_setfield(L, -2, "__gc");
    lua_pop(L, 1);
    luaL_newlib(L, FUNCTIONS);
    return 1;
}
