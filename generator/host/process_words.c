/* process_words.c: parts a text into words as a POSIX shell does: quotes and backslashes, no expansion of any kind.
 * Source: https://pubs.opengroup.org/onlinepubs/9699919799/utilities/V3_chap02.html, section 2.2 */
#include <string.h>

#include "process.h"

/* Reads one word's next part up to a closing quote; gives where it ends, or NULL if the quote stays open. */
static const char *add_quoted(luaL_Buffer *word, const char *at, char quote)
{
    for (; *at != quote; at++) {
        if (quote == '"' && *at == '\\' && at[1] != '\0' && strchr("\"\\$`", at[1]) != NULL) {
            at++;
        }
        if (*at == '\0') {
            return NULL;
        }
        luaL_addchar(word, *at);
    }
    return at + 1;
}

/* Adds the word at `at`; gives where it ends, or NULL. [-0, +1] */
static const char *push_word(lua_State *L, const char *at)
{
    luaL_Buffer word;
    luaL_buffinit(L, &word);
    while (at != NULL && *at != '\0' && strchr(" \t\n", *at) == NULL) {
        if (*at == '\'' || *at == '"') {
            at = add_quoted(&word, at + 1, *at);
        } else {
            at += *at == '\\' && at[1] != '\0';
            luaL_addchar(&word, *at);
            at++;
        }
    }
    luaL_pushresult(&word);
    return at;
}

/* text -> list | nil, message */
int process_split(lua_State *L)
{
    const char *at = luaL_checkstring(L, 1);
    lua_newtable(L);
    for (lua_Integer i = 1; *(at += strspn(at, " \t\n")) != '\0'; i++) {
        at = push_word(L, at);
        if (at == NULL) {
            lua_pushnil(L);
            lua_pushliteral(L, "a quote is not closed");
            return 2;
        }
        lua_rawseti(L, 2, i);
    }
    return 1;
}
