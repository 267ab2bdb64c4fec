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
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <yaml.h>

#include "host.h"

enum {
    MAX_DEPTH = 64,
    MAX_NODES = 500000, /* with aliases written out; a node takes 200 to 400 bytes */
    MAX_FILE = 16 << 20,
    MAX_ERRORS = 100, /* kept; people read the first few */
};

static const char READER_TYPE[] = "seqgen.yaml_reader";
static const char CORE_TAG[] = "tag:yaml.org,2002:";

struct reader {
    lua_State *L;
    yaml_parser_t parser;
    yaml_event_t event; /* the current one; read_ functions leave theirs for the caller to step over */
    const char *name;
    const char *text;
    size_t nodes;     /* so far, with aliases written out */
    int errors, open; /* stack indices: the error list; anchor -> {node=, nodes=, height=}, or false inside it */
};

/* What a node takes with its aliases written out. */
struct extent {
    lua_Integer nodes;
    lua_Integer height;
};

struct complaint {
    const char *message, *found, *expected, *fix; /* any but the message may be NULL */
};

/* ---- Errors ------------------------------------------------------------- */

static void set_string(lua_State *L, const char *key, const char *value)
{
    if (value != NULL) {
        lua_pushstring(L, value);
        lua_setfield(L, -2, key);
    }
}

/* Gives the table on the top a mark. [-0, +0] */
static void set_mark(struct reader *r, size_t line, size_t column)
{
    lua_State *L = r->L;
    lua_createtable(L, 0, 3);
    lua_pushstring(L, r->name);
    lua_setfield(L, -2, "file");
    lua_pushinteger(L, (lua_Integer)line + 1);
    lua_setfield(L, -2, "line");
    lua_pushinteger(L, (lua_Integer)column + 1);
    lua_setfield(L, -2, "column");
    lua_setfield(L, -2, "mark");
}

/* Adds to the errors; gives false, so that a fatal one can be returned at once. */
static bool complain(struct reader *r, yaml_mark_t at, struct complaint c)
{
    lua_State *L = r->L;
    lua_Integer count = (lua_Integer)lua_rawlen(L, r->errors);
    if (count == MAX_ERRORS) {
        return false;
    }
    lua_createtable(L, 0, 5);
    set_mark(r, at.line, at.column);
    set_string(L, "message", c.message);
    set_string(L, "found", c.found);
    set_string(L, "expected", c.expected);
    set_string(L, "fix", c.fix);
    lua_rawseti(L, r->errors, count + 1);
    return false;
}

/* The place of a byte, for libyaml's reader errors, which have no mark. */
static yaml_mark_t mark_of_offset(const char *text, size_t offset)
{
    yaml_mark_t mark = {offset, 0, 0};
    for (size_t i = 0; i < offset; i++) {
        if (text[i] == '\n') {
            mark.line++;
            mark.column = 0;
        } else if (((unsigned char)text[i] & 0xC0) != 0x80) { /* the first byte of a character */
            mark.column++;
        }
    }
    return mark;
}

static bool complain_of_bytes(struct reader *r)
{
    const yaml_parser_t *p = &r->parser;
    char value[16];
    snprintf(value, sizeof value, "0x%02X", (unsigned)p->problem_value);
    return complain(r, mark_of_offset(r->text, p->problem_offset), (struct complaint){
        .message = "this is not a text file",
        .found = lua_pushfstring(r->L, "%s: %s", value, p->problem),
        .expected = "YAML, as UTF-8 text without control characters",
        .fix = "save the file as UTF-8",
    });
}

/* What to look for, by a piece of libyaml's problem. */
static const char *hint(const char *problem)
{
    static const struct { const char *piece, *hint; } HINTS[] = {
        {"cannot start any token", "indent with spaces, not with tabs; put a value that starts with @, ` or % in quotes"},
        {"mapping values are not allowed", "put a value that holds ': ' in quotes, and start all keys of a mapping in the same column"},
        {"expected ',' or", "close each [ and {, and put a comma between what stands inside"},
        {"could not find expected ':'", "write `key: value`, with a space behind the colon"},
        {"did not find expected key", "start all keys of a mapping in the same column"},
        {"expected '-' indicator", "start all items of a list in the same column"},
        {"unexpected end of stream", "close the quotes"},
    };
    for (size_t i = 0; i < sizeof HINTS / sizeof HINTS[0]; i++) {
        if (strstr(problem, HINTS[i].piece) != NULL) {
            return HINTS[i].hint;
        }
    }
    return NULL;
}

static bool complain_of_syntax(struct reader *r)
{
    const yaml_parser_t *p = &r->parser;
    const char *found = NULL;
    if (p->context != NULL) {
        found = lua_pushfstring(r->L, "%s from line %d, column %d", p->context,
                                (int)p->context_mark.line + 1, (int)p->context_mark.column + 1);
    }
    return complain(r, p->problem_mark, (struct complaint){
        .message = lua_pushfstring(r->L, "this is not YAML: %s", p->problem),
        .found = found,
        .fix = hint(p->problem),
    });
}

/* ---- Events ------------------------------------------------------------- */

/* Steps to the next event; false after a complaint. */
static bool next_event(struct reader *r)
{
    yaml_event_delete(&r->event);
    if (yaml_parser_parse(&r->parser, &r->event)) {
        return true;
    }
    if (r->parser.error == YAML_MEMORY_ERROR) {
        return luaL_error(r->L, "out of memory in libyaml");
    }
    return r->parser.error == YAML_READER_ERROR ? complain_of_bytes(r) : complain_of_syntax(r);
}

static const char *anchor_of(const yaml_event_t *e)
{
    return (const char *)(e->type == YAML_SCALAR_EVENT           ? e->data.scalar.anchor
                          : e->type == YAML_SEQUENCE_START_EVENT ? e->data.sequence_start.anchor
                                                                 : e->data.mapping_start.anchor);
}

static const char *tag_of(const yaml_event_t *e)
{
    return (const char *)(e->type == YAML_SCALAR_EVENT           ? e->data.scalar.tag
                          : e->type == YAML_SEQUENCE_START_EVENT ? e->data.sequence_start.tag
                                                                 : e->data.mapping_start.tag);
}

/* ---- Nodes -------------------------------------------------------------- */

static bool read_node(struct reader *r, int depth, struct extent *extent);

/* Counts nodes against the bound; false after a complaint. */
static bool count_nodes(struct reader *r, lua_Integer count)
{
    r->nodes += (size_t)count;
    return r->nodes <= MAX_NODES ||
           complain(r, r->event.start_mark, (struct complaint){
               .message = "the document grows too large here",
               .found = lua_pushfstring(r->L, "more than %d values, with every alias written out", MAX_NODES),
               .expected = "a model that fits its reader: weights belong in a file of their own",
               .fix = "remove aliases that nest, or move numbers to a .safetensors or .npz file",
           });
}

static bool check_depth(struct reader *r, lua_Integer depth)
{
    return depth <= MAX_DEPTH ||
           complain(r, r->event.start_mark, (struct complaint){
               .message = "the document is nested too deep",
               .found = lua_pushfstring(r->L, "more than %d levels of lists and mappings", MAX_DEPTH),
               .expected = lua_pushfstring(r->L, "a depth of at most %d", MAX_DEPTH),
           });
}

/* Checks the tag and keeps its short name on the node. [-0, +0] */
static void set_tag(struct reader *r, const char *tag, const char *kind)
{
    static const struct { const char *name, *kind; } TAGS[] = {
        {"str", "scalar"}, {"int", "scalar"}, {"float", "scalar"}, {"bool", "scalar"},
        {"null", "scalar"}, {"seq", "sequence"}, {"map", "mapping"},
    };
    if (strcmp(tag, "!") == 0) { /* YAML's way to say: not resolved further */
        tag = kind[0] == 'm' ? "tag:yaml.org,2002:map" : kind[1] == 'e' ? "tag:yaml.org,2002:seq" : "tag:yaml.org,2002:str";
    }
    size_t prefix = sizeof CORE_TAG - 1;
    for (size_t i = 0; strncmp(tag, CORE_TAG, prefix) == 0 && i < sizeof TAGS / sizeof TAGS[0]; i++) {
        if (strcmp(tag + prefix, TAGS[i].name) == 0 && strcmp(kind, TAGS[i].kind) == 0) {
            set_string(r->L, "tag", TAGS[i].name);
            return;
        }
    }
    complain(r, r->event.start_mark, (struct complaint){
        .message = lua_pushfstring(r->L, "the tag '%s' can't be used for a %s", tag, kind),
        .expected = "no tag, or one of !!str, !!int, !!float, !!bool, !!null, !!seq, !!map",
        .fix = "remove the tag",
    });
    lua_pop(r->L, 1);
}

/* Pushes a node for the current event: kind, mark, tag. [-0, +1] */
static void push_node(struct reader *r, const char *kind)
{
    lua_createtable(r->L, 0, 4);
    set_string(r->L, "kind", kind);
    set_mark(r, r->event.start_mark.line, r->event.start_mark.column);
    if (tag_of(&r->event) != NULL) {
        set_tag(r, tag_of(&r->event), kind);
    }
}

/* [-0, +1] */
static void read_scalar(struct reader *r)
{
    lua_State *L = r->L;
    const char *tag = tag_of(&r->event);
    const char *value = (const char *)r->event.data.scalar.value;
    size_t length = r->event.data.scalar.length;
    push_node(r, "scalar");
    lua_pushlstring(L, value, length);
    lua_setfield(L, -2, "value");
    lua_pushboolean(L, tag != NULL ? strcmp(tag, "!") != 0 && strcmp(tag, "tag:yaml.org,2002:str") != 0
                                   : r->event.data.scalar.style == YAML_PLAIN_SCALAR_STYLE);
    lua_setfield(L, -2, "plain");
    if (strlen(value) != length) {
        complain(r, r->event.start_mark, (struct complaint){
            .message = "a text holds the character NUL",
            .found = "\\0 in quotes",
            .expected = "text without NUL",
        });
    }
}

/* The container's node is on the top and stays there. */
static bool read_items(struct reader *r, int depth, struct extent *extent)
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

/* Whether the key on the top may stand in its mapping; `seen` is the stack index of value -> line. */
static bool check_key(struct reader *r, int seen, yaml_mark_t at)
{
    lua_State *L = r->L;
    int key = lua_gettop(L);
    if (lua_getfield(L, key, "value") != LUA_TSTRING) {
        return complain(r, at, (struct complaint){
            .message = "a key is a list or a mapping",
            .expected = "a name",
            .fix = "put a text that starts with [ or { in quotes",
        });
    }
    lua_getfield(L, key, "plain");
    if (lua_toboolean(L, -1) && strcmp(lua_tostring(L, -2), "<<") == 0) {
        return complain(r, at, (struct complaint){
            .message = "the merge key '<<' belongs to YAML 1.1",
            .expected = "YAML 1.2, which has no merge key",
            .fix = "write the keys out, or use an alias for a whole value",
        });
    }
    lua_pushvalue(L, -2);
    if (lua_rawget(L, seen) != LUA_TNIL) {
        const char *name = lua_tostring(L, -3);
        return complain(r, at, (struct complaint){
            .message = lua_pushfstring(L, "duplicate key '%s'", name),
            .found = lua_pushfstring(L, "the same key in line %d", (int)lua_tointeger(L, -2)),
            .expected = "each key once in a mapping",
            .fix = "remove or rename one of the two",
        });
    }
    lua_pushvalue(L, -3);
    lua_pushinteger(L, (lua_Integer)at.line + 1);
    lua_rawset(L, seen);
    return true;
}

/* Reads one pair into `pairs`, a stack index; drops it after a complaint that is not fatal. [-0, +0] */
static bool read_pair(struct reader *r, int depth, struct extent *extent, int pairs, int seen)
{
    lua_State *L = r->L;
    int top = lua_gettop(L);
    yaml_mark_t at = r->event.start_mark;
    if (!read_node(r, depth + 1, extent)) {
        return false;
    }
    bool good = check_key(r, seen, at);
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
static bool read_pairs(struct reader *r, int depth, struct extent *extent)
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

/* ---- Anchors and aliases ------------------------------------------------ */

/* The node on the top is complete: aliases may name it from now on. [-0, +0] */
static void close_anchor(struct reader *r, const char *anchor, struct extent extent)
{
    lua_State *L = r->L;
    lua_createtable(L, 0, 3);
    lua_pushvalue(L, -2);
    lua_setfield(L, -2, "node");
    lua_pushinteger(L, extent.nodes);
    lua_setfield(L, -2, "nodes");
    lua_pushinteger(L, extent.height);
    lua_setfield(L, -2, "height");
    lua_setfield(L, r->open, anchor);
}

/* Adds the extent of a child to its container's. */
static void grow(struct extent *container, struct extent child)
{
    container->nodes += child.nodes;
    if (container->height < child.height + 1) {
        container->height = child.height + 1;
    }
}

static bool complain_of_alias(struct reader *r, const char *name, bool inside)
{
    return complain(r, r->event.start_mark, (struct complaint){
        .message = lua_pushfstring(r->L, inside ? "the alias '*%s' stands inside its own anchor"
                                                : "the alias '*%s' has no anchor", name),
        .expected = lua_pushfstring(r->L, inside ? "an alias behind the end of what '&%s' names"
                                                 : "an anchor '&%s' before it", name),
        .fix = inside ? "remove the alias: a value can't hold itself" : "put a text that starts with * in quotes",
    });
}

static lua_Integer integer_field(lua_State *L, int index, const char *key)
{
    lua_getfield(L, index, key);
    lua_Integer value = lua_tointeger(L, -1);
    lua_pop(L, 1);
    return value;
}

/* [-0, +1] */
static bool read_alias(struct reader *r, int depth, struct extent *container)
{
    lua_State *L = r->L;
    const char *name = (const char *)r->event.data.alias.anchor;
    int type = lua_getfield(L, r->open, name);
    if (type != LUA_TTABLE) {
        return complain_of_alias(r, name, type == LUA_TBOOLEAN);
    }
    struct extent extent = {integer_field(L, -1, "nodes"), integer_field(L, -1, "height")};
    grow(container, extent);
    lua_getfield(L, -1, "node");
    lua_remove(L, -2);
    return count_nodes(r, extent.nodes) && check_depth(r, depth + extent.height - 1);
}

/* Reads what the current event begins. [-0, +1]; after a fatal complaint gives false, the stack as it fell. */
static bool read_node(struct reader *r, int depth, struct extent *container)
{
    lua_State *L = r->L;
    if (r->event.type == YAML_ALIAS_EVENT) {
        return read_alias(r, depth, container);
    }
    luaL_checkstack(L, 20, "yaml");
    if (!count_nodes(r, 1) || !check_depth(r, r->event.type == YAML_SCALAR_EVENT ? depth - 1 : depth)) {
        return false;
    }
    const char *anchor = lua_pushstring(L, anchor_of(&r->event));
    if (anchor != NULL) {
        lua_pushboolean(L, 0);
        lua_setfield(L, r->open, anchor);
    }
    struct extent extent = {1, 0};
    bool good = true;
    if (r->event.type == YAML_SCALAR_EVENT) {
        read_scalar(r);
    } else if (r->event.type == YAML_SEQUENCE_START_EVENT) {
        extent.height = 1;
        push_node(r, "sequence");
        good = read_items(r, depth, &extent);
    } else {
        extent.height = 1;
        push_node(r, "mapping");
        good = read_pairs(r, depth, &extent);
    }
    if (!good) {
        return false;
    }
    if (anchor != NULL) {
        close_anchor(r, anchor, extent);
    }
    lua_remove(L, -2);
    grow(container, extent);
    return true;
}

/* ---- Documents ---------------------------------------------------------- */

static bool complain_of_end(struct reader *r)
{
    bool empty = r->event.type == YAML_STREAM_END_EVENT;
    return complain(r, r->event.start_mark, (struct complaint){
        .message = empty ? "the document is empty" : "a second document begins here",
        .expected = "one YAML document",
        .fix = empty ? NULL : "remove the line '---' and what follows it, or make it a file of its own",
    });
}

/* Reads the one document; false after a fatal complaint. [-0, +1] */
static bool read_stream(struct reader *r)
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
    struct reader *r = luaL_checkudata(L, 1, READER_TYPE);
    yaml_event_delete(&r->event);
    yaml_parser_delete(&r->parser);
    return 0;
}

static struct reader *push_reader(lua_State *L)
{
    struct reader *r = lua_newuserdatauv(L, sizeof *r, 0);
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
    struct reader *r = push_reader(L);
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
    struct reader r = {.L = L, .name = path};
    lua_pushnil(L);
    lua_newtable(L);
    r.errors = lua_gettop(L);
    complain(&r, (yaml_mark_t){0, 0, 0}, (struct complaint){
        .message = "this file can't be read",
        .found = reason,
        .expected = lua_pushfstring(L, "a YAML file of at most %d MiB", MAX_FILE >> 20),
    });
    lua_settop(L, r.errors);
    return 2;
}

/* path -> node or nil, errors */
static int yaml_load(lua_State *L)
{
    const char *path = luaL_checkstring(L, 1);
    lua_pushcfunction(L, yaml_parse);
    if (in_file_push(L, path, MAX_FILE) == 2) {
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
