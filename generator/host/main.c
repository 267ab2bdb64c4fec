/* main.c: the program.  Takes --generator-dir from the command line; the driver, in Lua, reads the rest. */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "host.h"

static const char OPTION[] = "--generator-dir";

/* Takes the option out of argv and shortens it.  Gives 0, or -1 where the folder is missing.
 * What follows `--` is nobody's option. */
static int take_generator_dir(int *argc, char **argv, const char **folder)
{
    int kept = 1;
    int at = 1;
    for (; at < *argc && strcmp(argv[at], "--") != 0; at++) {
        if (strcmp(argv[at], OPTION) == 0) {
            if (++at == *argc) {
                return -1;
            }
            *folder = argv[at];
        } else if (strncmp(argv[at], OPTION, sizeof OPTION - 1) == 0 &&
                   argv[at][sizeof OPTION - 1] == '=') {
            *folder = argv[at] + sizeof OPTION;
        } else {
            argv[kept++] = argv[at];
        }
    }
    while (at < *argc) {
        argv[kept++] = argv[at++];
    }
    *argc = kept;
    return 0;
}

/* Whether the folder holds the scripts; a program that was built holds them itself. */
static int is_checkout(const char *folder)
{
    char path[4096];
    int length = snprintf(path, sizeof path, "%s/generator/lua/seqgen/driver.lua", folder);
    return length > 0 && (size_t)length < sizeof path && access(path, R_OK) == 0;
}

int main(int argc, char **argv)
{
    const char *generator_dir = NULL;
    if (take_generator_dir(&argc, argv, &generator_dir) != 0) {
        fprintf(stderr, "seqgen: error: %s needs a folder: a checkout of seqgen\n", OPTION);
        return EXIT_USAGE;
    }
    if (generator_dir != NULL && !is_checkout(generator_dir)) {
        fprintf(stderr, "seqgen: error: %s %s: no checkout of seqgen: it lacks generator/lua/seqgen/driver.lua\n", OPTION, generator_dir);
        return EXIT_USAGE;
    }
    signal(SIGPIPE, SIG_IGN); /* a closed pipe is a write error with a message, not a silent death */
    return lua_host_run(argc, argv, generator_dir);
}
