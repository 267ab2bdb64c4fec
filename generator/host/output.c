/* output.c: where one output goes.  A path may name a file, new or old, a link to one, a pipe, a device or standard
 * output; what it is decides how it is opened.  A failure leaves an old file as it was. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "output.h"

bool output_refuse(lua_State *L, const char *path, const char *reason)
{
    lua_pushnil(L);
    lua_pushfstring(L, "%s: %s", path, reason);
    return false;
}

/* Pushes the folder of a path. */
static const char *push_folder(lua_State *L, const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL   ? lua_pushliteral(L, ".")
           : slash == path ? lua_pushliteral(L, "/")
                           : lua_pushlstring(L, path, (size_t)(slash - path));
}

/* The path of a file that need not exist yet, links followed; NULL with errno set.  The caller frees it. */
static char *resolve(lua_State *L, const char *path)
{
    char *whole = realpath(path, NULL);
    if (whole != NULL || errno != ENOENT) {
        return whole;
    }
    char *folder = realpath(push_folder(L, path), NULL);
    const char *slash = strrchr(path, '/');
    const char *name = slash == NULL ? path : slash + 1;
    char *joined = NULL;
    if (folder != NULL && asprintf(&joined, "%s/%s", strcmp(folder, "/") == 0 ? "" : folder, name) < 0) {
        joined = NULL;
    }
    free(folder);
    lua_pop(L, 1);
    return joined;
}

/* Whether standard output is meant.  /dev/stdout is not opened: where `>>` leads to a file, that would start
 * anew at its beginning. */
static bool is_standard(const char *path)
{
    return strcmp(path, "-") == 0 || strcmp(path, "/dev/stdout") == 0;
}

/* Opens a pipe or a device as it stands. */
static bool open_stream(lua_State *L, struct output *out, const char *path)
{
    bool standard = is_standard(path);
    int file = standard ? dup(STDOUT_FILENO) : open(path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (file >= 0 && !standard) {
        fcntl(file, F_SETFL, 0); /* only opening must not wait */
    }
    out->file = file < 0 ? NULL : fdopen(file, "w");
    return out->file != NULL || output_refuse(L, path, errno == ENXIO ? "nobody reads this pipe" : strerror(errno));
}

/* The mode that a new file gets, or that of the file it replaces. */
static mode_t mode_for(const char *path)
{
    struct stat old;
    if (stat(path, &old) == 0) {
        return old.st_mode & 07777;
    }
    mode_t mask = umask(0);
    umask(mask);
    return 0666 & ~mask;
}

/* Creates the temporary file beside the target. */
static bool open_temporary(lua_State *L, struct output *out, const char *path)
{
    out->path = resolve(L, path);
    if (out->path == NULL) {
        return output_refuse(L, path, errno == ENOENT ? "its folder does not exist" : strerror(errno));
    }
    if (access(out->path, F_OK) == 0 && access(out->path, W_OK) != 0) {
        return output_refuse(L, path, strerror(errno)); /* rename would replace even a read-only file */
    }
    if (asprintf(&out->temporary, "%s.XXXXXX", out->path) < 0) {
        out->temporary = NULL;
        return output_refuse(L, path, strerror(ENOMEM));
    }
    int file = mkostemp(out->temporary, O_CLOEXEC);
    if (file < 0) {
        int reason = errno;
        free(out->temporary);
        out->temporary = NULL;
        return output_refuse(L, path, strerror(reason));
    }
    fchmod(file, mode_for(out->path));
    out->file = fdopen(file, "w+");
    return out->file != NULL || output_refuse(L, path, strerror(errno));
}

bool output_open(lua_State *L, struct output *out, const char *path)
{
    struct stat status;
    bool exists = stat(path, &status) == 0;
    if (path[0] == '\0' || path[strlen(path) - 1] == '/' || (exists && S_ISDIR(status.st_mode))) {
        return output_refuse(L, path, "this is a folder, not a file");
    }
    if (is_standard(path) || (exists && !S_ISREG(status.st_mode))) {
        return open_stream(L, out, path);
    }
    return open_temporary(L, out, path);
}

bool output_is_unchanged(const struct output *out)
{
    FILE *old = fopen(out->path, "rb");
    if (old == NULL) {
        return false;
    }
    char a[BUFSIZ], b[BUFSIZ];
    size_t count = 0;
    bool same = true;
    rewind(out->file);
    do {
        count = fread(a, 1, sizeof a, out->file);
        same = fread(b, 1, sizeof b, old) == count && memcmp(a, b, count) == 0;
    } while (same && count == sizeof a);
    fclose(old);
    return same;
}

bool output_commit(struct output *out)
{
    if (out->temporary == NULL || out->unchanged) {
        return true;
    }
    if (rename(out->temporary, out->path) != 0) {
        return false;
    }
    free(out->temporary);
    out->temporary = NULL;
    return true;
}

void output_close(struct output *out)
{
    if (out->file != NULL) {
        fclose(out->file);
    }
    if (out->temporary != NULL) {
        unlink(out->temporary);
    }
    free(out->temporary);
    free(out->path);
    *out = (struct output){0};
}
