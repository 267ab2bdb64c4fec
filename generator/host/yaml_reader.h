/* yaml_reader.h: what the yaml_*.c files share: the reader and its parts. */
#ifndef SEQGEN_YAML_READER_H
#define SEQGEN_YAML_READER_H

#include <stdbool.h>

#include <lua.h>
#include <yaml.h>

enum {
    YAML_MAX_DEPTH = 64,
    YAML_MAX_NODES = 500000, /* with aliases written out; a node takes 200 to 400 bytes */
    YAML_MAX_FILE = 16 << 20,
    YAML_MAX_ERRORS = 100, /* kept; people read the first few */
};

struct yaml_reader {
    lua_State *L;
    yaml_parser_t parser;
    yaml_event_t event; /* the current one; read_ functions leave theirs for the caller to step over */
    const char *name;   /* of the file, for marks */
    const char *text;
    size_t nodes; /* so far, with aliases written out */
    int errors;   /* stack index of the error list */
    int open;     /* stack index of anchor -> {node=, nodes=, height=}, or false inside it */
};

/* What a node takes with its aliases written out. */
struct extent {
    lua_Integer nodes;
    lua_Integer height; /* levels of lists and mappings */
};

/* ---- yaml_error.c --------------------------------------------------------- */

struct yaml_complaint {
    const char *message, *found, *expected, *fix; /* any but the message may be NULL */
};

/* Sets a string field of the table on the top; none for NULL. [-0, +0] */
void yaml_set_string(lua_State *L, const char *key, const char *value);

/* Gives the table on the top a mark; line and column count from 0. [-0, +0] */
void yaml_set_mark(struct yaml_reader *r, size_t line, size_t column);

/* Adds to the errors; gives false, so that a fatal one can be returned at once.  May leave strings on the
 * stack that the caller made for the complaint. */
bool yaml_complain(struct yaml_reader *r, yaml_mark_t at, struct yaml_complaint c);

/* Complains of what stopped libyaml. */
bool yaml_complain_of_parser(struct yaml_reader *r);

/* ---- yaml_node.c ---------------------------------------------------------- */

/* Counts nodes, aliases written out, against the bound; false after a complaint. */
bool yaml_count_nodes(struct yaml_reader *r, lua_Integer count);

/* Checks how deep lists and mappings nest; false after a complaint. */
bool yaml_check_depth(struct yaml_reader *r, lua_Integer depth);

/* Pushes a node for the current event: kind, mark, tag. [-0, +1] */
void yaml_push_node(struct yaml_reader *r, const char *kind);

/* Pushes the node of the current scalar event. [-0, +1] */
void yaml_push_scalar(struct yaml_reader *r);

/* Whether the key on the top may stand in its mapping; `seen` is the stack index of key -> line.  May leave
 * something on the stack. */
bool yaml_check_key(struct yaml_reader *r, int seen, yaml_mark_t at);

/* ---- yaml_alias.c --------------------------------------------------------- */

/* Adds the extent of a child to its container's. */
void yaml_grow(struct extent *container, struct extent child);

/* The anchor that the current event gives to what it begins, or NULL. */
const char *yaml_anchor_of(const yaml_event_t *e);

/* The node on the top is complete: aliases may name it from now on. [-0, +0] */
void yaml_close_anchor(struct yaml_reader *r, const char *anchor, struct extent extent);

/* Pushes the node that the current event, an alias, names; after a complaint gives false. [-0, +1] */
bool yaml_read_alias(struct yaml_reader *r, int depth, struct extent *container);

#endif
