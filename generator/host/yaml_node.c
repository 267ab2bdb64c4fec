/* yaml_node.c: makes one node, and checks what a node alone can have wrong: its tag, its text, its depth, its
 * place as a key. */
#include <string.h>

#include "yaml_reader.h"

static const char CORE_TAG[] = "tag:yaml.org,2002:";

/* The tag of what the current event begins, or NULL. */
static const char *tag_of(const yaml_event_t *e)
{
    switch (e->type) {
    case YAML_SCALAR_EVENT: return (const char *)e->data.scalar.tag;
    case YAML_SEQUENCE_START_EVENT: return (const char *)e->data.sequence_start.tag;
    default: return (const char *)e->data.mapping_start.tag;
    }
}

bool yaml_count_nodes(struct yaml_reader *r, lua_Integer count)
{
    r->nodes += (size_t)count;
    if (r->nodes <= YAML_MAX_NODES) {
        return true;
    }
    const struct yaml_complaint c = {
        .message = "the document grows too large here",
        .found = lua_pushfstring(r->L, "more than %d values, with every alias written out", YAML_MAX_NODES),
        .expected = "a model that fits its reader: weights belong in a file of their own",
        .fix = "remove aliases that nest, or move numbers to a .safetensors or .npz file",
    };
    return yaml_complain(r, r->event.start_mark, c);
}

bool yaml_check_depth(struct yaml_reader *r, lua_Integer depth)
{
    if (depth <= YAML_MAX_DEPTH) {
        return true;
    }
    const struct yaml_complaint c = {
        .message = "the document is nested too deep",
        .found = lua_pushfstring(r->L, "more than %d levels of lists and mappings", YAML_MAX_DEPTH),
        .expected = lua_pushfstring(r->L, "a depth of at most %d", YAML_MAX_DEPTH),
    };
    return yaml_complain(r, r->event.start_mark, c);
}

/* Checks the tag and keeps its short name on the node. [-0, +0] */
static void set_tag(struct yaml_reader *r, const char *tag, const char *kind)
{
    static const struct {
        const char *name, *kind, *kept;
    } TAGS[] = {
        {"str", "scalar", "str"},
        {"int", "scalar", "int"},
        {"float", "scalar", "float"},
        {"bool", "scalar", "bool"},
        {"null", "scalar", "null"},
        {"seq", "sequence", "seq"},
        {"map", "mapping", "map"},
        {"!", "scalar", "str"}, /* YAML's way to say: not resolved further */
        {"!", "sequence", "seq"},
        {"!", "mapping", "map"},
    };
    const char *name = strncmp(tag, CORE_TAG, sizeof CORE_TAG - 1) == 0 ? tag + sizeof CORE_TAG - 1 : tag;
    for (size_t i = 0; i < sizeof TAGS / sizeof TAGS[0]; i++) {
        if (strcmp(name, TAGS[i].name) == 0 && strcmp(kind, TAGS[i].kind) == 0) {
            yaml_set_string(r->L, "tag", TAGS[i].kept);
            return;
        }
    }
    const struct yaml_complaint c = {
        .message = lua_pushfstring(r->L, "the tag '%s' can't be used for a %s", tag, kind),
        .expected = "no tag, or one of !!str, !!int, !!float, !!bool, !!null, !!seq, !!map",
        .fix = "remove the tag",
    };
    yaml_complain(r, r->event.start_mark, c);
    lua_pop(r->L, 1);
}

void yaml_push_node(struct yaml_reader *r, const char *kind)
{
    lua_createtable(r->L, 0, 4);
    yaml_set_string(r->L, "kind", kind);
    yaml_set_mark(r, r->event.start_mark.line, r->event.start_mark.column);
    if (tag_of(&r->event) != NULL) {
        set_tag(r, tag_of(&r->event), kind);
    }
}

void yaml_push_scalar(struct yaml_reader *r)
{
    lua_State *L = r->L;
    const char *value = (const char *)r->event.data.scalar.value;
    size_t length = r->event.data.scalar.length;
    yaml_push_node(r, "scalar");
    bool typed = lua_getfield(L, -1, "tag") == LUA_TSTRING;
    bool text = typed && strcmp(lua_tostring(L, -1), "str") == 0;
    lua_pop(L, 1);
    lua_pushlstring(L, value, length);
    lua_setfield(L, -2, "value");
    lua_pushboolean(L, typed ? !text : r->event.data.scalar.style == YAML_PLAIN_SCALAR_STYLE);
    lua_setfield(L, -2, "plain");
    if (strlen(value) != length) {
        const struct yaml_complaint c = {
            .message = "a text holds the character NUL",
            .found = "\\0 in quotes",
            .expected = "text without NUL",
        };
        yaml_complain(r, r->event.start_mark, c);
    }
}

bool yaml_check_key(struct yaml_reader *r, int seen, yaml_mark_t at)
{
    lua_State *L = r->L;
    int key = lua_gettop(L);
    if (lua_getfield(L, key, "value") != LUA_TSTRING) {
        const struct yaml_complaint c = {
            .message = "a key is a list or a mapping",
            .expected = "a name",
            .fix = "put a text that starts with [ or { in quotes",
        };
        return yaml_complain(r, at, c);
    }
    lua_getfield(L, key, "plain");
    if (lua_toboolean(L, -1) && strcmp(lua_tostring(L, -2), "<<") == 0) {
        const struct yaml_complaint c = {
            .message = "the merge key '<<' belongs to YAML 1.1",
            .expected = "YAML 1.2, which has no merge key",
            .fix = "write the keys out, or use an alias for a whole value",
        };
        return yaml_complain(r, at, c);
    }
    lua_pushvalue(L, -2);
    if (lua_rawget(L, seen) != LUA_TNIL) {
        const char *name = lua_tostring(L, -3);
        const struct yaml_complaint c = {
            .message = lua_pushfstring(L, "duplicate key '%s'", name),
            .found = lua_pushfstring(L, "the same key in line %d", (int)lua_tointeger(L, -2)),
            .expected = "each key once in a mapping",
            .fix = "remove or rename one of the two",
        };
        return yaml_complain(r, at, c);
    }
    lua_pushvalue(L, -3);
    lua_pushinteger(L, (lua_Integer)at.line + 1);
    lua_rawset(L, seen);
    return true;
}
