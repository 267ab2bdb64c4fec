/* yaml_alias.c: anchors, the aliases that name them, and what a node takes with its aliases written out. */
#include "yaml_reader.h"

void yaml_close_anchor(struct yaml_reader *r, const char *anchor, struct extent extent)
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

void yaml_grow(struct extent *container, struct extent child)
{
    container->nodes += child.nodes;
    if (container->height < child.height + 1) {
        container->height = child.height + 1;
    }
}

static bool complain_of_alias(struct yaml_reader *r, const char *name, bool inside)
{
    const struct yaml_complaint c = {
        .message = lua_pushfstring(r->L, inside ? "the alias '*%s' stands inside its own anchor" : "the alias '*%s' has no anchor", name),
        .expected = lua_pushfstring(r->L, inside ? "an alias behind the end of what '&%s' names" : "an anchor '&%s' before it", name),
        .fix = inside ? "remove the alias: a value can't hold itself" : "put a text that starts with * in quotes",
    };
    return yaml_complain(r, r->event.start_mark, c);
}

static lua_Integer integer_field(lua_State *L, int index, const char *key)
{
    lua_getfield(L, index, key);
    lua_Integer value = lua_tointeger(L, -1);
    lua_pop(L, 1);
    return value;
}

bool yaml_read_alias(struct yaml_reader *r, int depth, struct extent *container)
{
    lua_State *L = r->L;
    const char *name = (const char *)r->event.data.alias.anchor;
    int type = lua_getfield(L, r->open, name);
    if (type != LUA_TTABLE) {
        return complain_of_alias(r, name, type == LUA_TBOOLEAN);
    }
    struct extent extent = {integer_field(L, -1, "nodes"), integer_field(L, -1, "height")};
    yaml_grow(container, extent);
    lua_getfield(L, -1, "node");
    lua_remove(L, -2);
    return yaml_count_nodes(r, extent.nodes) && yaml_check_depth(r, depth + extent.height - 1);
}

const char *yaml_anchor_of(const yaml_event_t *e)
{
    switch (e->type) {
    case YAML_SCALAR_EVENT: return (const char *)e->data.scalar.anchor;
    case YAML_SEQUENCE_START_EVENT: return (const char *)e->data.sequence_start.anchor;
    default: return (const char *)e->data.mapping_start.anchor;
    }
}
