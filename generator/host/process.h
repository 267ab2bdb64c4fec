/* process.h: what process.c takes of the other parts of module `process`. */
#ifndef SEQGEN_PROCESS_H
#define SEQGEN_PROCESS_H

#include <lauxlib.h>
#include <lua.h>

/* ---- process_words.c ------------------------------------------------------ */

int process_split(lua_State *L); /* text -> list | nil, message */

/* ---- process_folder.c ----------------------------------------------------- */

int process_make_folder(lua_State *L);   /* -> path | nil, message */
int process_remove_folder(lua_State *L); /* path -> nothing */

/* Makes the folders' type known: once for a state. [-0, +0] */
void process_open_folders(lua_State *L);

#endif
