/* yaml_error.c: what is wrong with a YAML file, in words; see yaml_doc.c for an error's form. */
#include <stdio.h>
#include <string.h>

#include "host.h"
#include "yaml_reader.h"

void yaml_set_string(lua_State *L, const char *key, const char *value)
{
    if (value != NULL) {
        lua_pushstring(L, value);
        lua_setfield(L, -2, key);
    }
}

void yaml_set_mark(struct yaml_reader *r, size_t line, size_t column)
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

bool yaml_complain(struct yaml_reader *r, yaml_mark_t at, struct yaml_complaint c)
{
    lua_State *L = r->L;
    lua_Integer count = (lua_Integer)lua_rawlen(L, r->errors);
    if (count == YAML_MAX_ERRORS) {
        return false;
    }
    lua_createtable(L, 0, 5);
    yaml_set_mark(r, at.line, at.column);
    yaml_set_string(L, "message", c.message);
    yaml_set_string(L, "found", c.found);
    yaml_set_string(L, "expected", c.expected);
    yaml_set_string(L, "fix", c.fix);
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

static bool complain_of_bytes(struct yaml_reader *r)
{
    const yaml_parser_t *p = &r->parser;
    char value[16];
    snprintf(value, sizeof value, "0x%02X", (unsigned)p->problem_value);
    const struct yaml_complaint c = {
        .message = "this is not a text file",
        .found = lua_pushfstring(r->L, "%s: %s", value, p->problem),
        .expected = "YAML, as UTF-8 text without control characters",
        .fix = "save the file as UTF-8",
    };
    return yaml_complain(r, mark_of_offset(r->text, p->problem_offset), c);
}

/* What to look for, by a piece of libyaml's problem. */
static const char *hint(const char *problem)
{
    static const struct {
        const char *piece, *hint;
    } HINTS[] = {
        {"cannot start any token", "indent with spaces, not with tabs; put a value that starts with @, ` or % in quotes"},
        {"mapping values are not allowed", "put a value that holds ': ' in quotes, and start all keys of a mapping in the same column"},
        {"expected ',' or", "close each [ and {, and put a comma between what stands inside"},
        {"could not find expected ':'", "write `key: value`, with a space behind the colon"},
        {"unexpected ':'", "write `key: value`, with a space behind the colon"},
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

static bool complain_of_syntax(struct yaml_reader *r)
{
    const yaml_parser_t *p = &r->parser;
    const char *found = NULL;
    if (p->context != NULL) {
        found = lua_pushfstring(r->L, "%s from line %d, column %d", p->context,
                                (int)p->context_mark.line + 1, (int)p->context_mark.column + 1);
    }
    const struct yaml_complaint c = {
        .message = lua_pushfstring(r->L, "this is not YAML: %s", p->problem),
        .found = found,
        .fix = hint(p->problem),
    };
    return yaml_complain(r, p->problem_mark, c);
}

bool yaml_complain_of_parser(struct yaml_reader *r)
{
    return r->parser.error == YAML_READER_ERROR ? complain_of_bytes(r) : complain_of_syntax(r);
}
