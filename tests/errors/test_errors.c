/* Every message for a wrong spec: seqgen refuses <case>.yaml with exactly the text of <case>.txt on standard
 * error, status 1 and no output file.  A cmocka test a case.
 *
 *   test_errors --seqgen FILE --cases DIR --work DIR [--update-golden]
 *
 *   --seqgen FILE      the program, given absolute
 *   --cases DIR        this folder
 *   --work DIR         where an output file would go
 *   --update-golden    write each <case>.txt anew (the build's target update_errors); review the difference
 */
#define _XOPEN_SOURCE 700
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SECONDS = 10, /* of processor time, which a loaded machine does not make longer */
       PATH_BYTES = 1024 };

static struct {
    const char *seqgen, *cases, *work;
    bool update;
} options;

static void join(char *path, const char *folder, const char *name, const char *end)
{
    int length = snprintf(path, PATH_BYTES, "%s/%s%s", folder, name, end);
    assert_in_range(length, 1, PATH_BYTES - 1);
}

/* The file's text, or NULL where there is none.  The caller frees it. */
static char *read_text(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return NULL;
    }
    size_t size = 0;
    size_t room = 1 << 16;
    char *text = malloc(room);
    assert_non_null(text);
    for (size_t n; (n = fread(text + size, 1, room - size - 1, file)) > 0;) {
        size += n;
        assert_in_range(size, 0, room - 2);
    }
    fclose(file);
    text[size] = '\0';
    return text;
}

static void write_text(const char *path, const char *text)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

/* In the child: the cases' folder is the current one, so that messages name the file alone. */
static void exec_seqgen(const char *spec, const char *output, const char *messages)
{
    int fd = open(messages, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    if (fd < 0 || dup2(fd, STDERR_FILENO) < 0 || chdir(options.cases) != 0) {
        _exit(127);
    }
    struct rlimit limit = {SECONDS, SECONDS};
    if (setrlimit(RLIMIT_CPU, &limit) != 0) {
        _exit(127);
    }
    execl(options.seqgen, options.seqgen, spec, "-o", output, (char *)NULL);
    _exit(127);
}

/* seqgen's status; -1 where a signal ended it. */
static int run_seqgen(const char *spec, const char *output, const char *messages)
{
    int status = 0;
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        exec_seqgen(spec, output, messages);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void compare(const char *golden, const char *found)
{
    char *expected = read_text(golden);
    if (expected == NULL) {
        fail_msg("%s is missing: build the target update_errors\nfound:\n%s", golden, found);
    }
    bool same = strcmp(expected, found) == 0;
    if (!same) {
        print_error("expected:\n%sfound:\n%s", expected, found);
    }
    free(expected);
    assert_true(same);
}

static void message_is_as_pinned(void **state)
{
    const char *name = *state;
    char spec[PATH_BYTES];
    char golden[PATH_BYTES];
    char output[PATH_BYTES];
    char messages[PATH_BYTES];
    snprintf(spec, sizeof spec, "%s.yaml", name);
    join(golden, options.cases, name, ".txt");
    join(output, options.work, name, ".c");
    join(messages, options.work, name, ".stderr");
    int status = run_seqgen(spec, output, messages);
    char *found = read_text(messages);
    assert_non_null(found);
    if (options.update) {
        write_text(golden, found);
    }
    compare(golden, found);
    free(found);
    assert_int_equal(status, 1);
    assert_int_equal(access(output, F_OK), -1);
}

/* The name without its end, or NULL where it ends otherwise.  Kept until the program ends. */
static char *case_name(const char *file)
{
    size_t length = strlen(file);
    if (length <= 5 || strcmp(file + length - 5, ".yaml") != 0) {
        return NULL;
    }
    char *name = strdup(file);
    name[length - 5] = '\0';
    return name;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct CMUnitTest *)a)->name, ((const struct CMUnitTest *)b)->name);
}

/* All cases, sorted. */
static struct CMUnitTest *find_cases(size_t *count)
{
    struct CMUnitTest *tests = NULL;
    DIR *folder = opendir(options.cases);
    if (folder == NULL) {
        return NULL;
    }
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        char *name = case_name(entry->d_name);
        if (name != NULL) {
            tests = realloc(tests, (*count + 1) * sizeof *tests);
            tests[(*count)++] = (struct CMUnitTest){name, message_is_as_pinned, NULL, NULL, name};
        }
    }
    closedir(folder);
    qsort(tests, *count, sizeof *tests, by_name);
    return tests;
}

static bool read_options(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--update-golden") == 0) {
            options.update = true;
        } else if (i + 1 < argc && strcmp(argv[i], "--seqgen") == 0) {
            options.seqgen = argv[++i];
        } else if (i + 1 < argc && strcmp(argv[i], "--cases") == 0) {
            options.cases = argv[++i];
        } else if (i + 1 < argc && strcmp(argv[i], "--work") == 0) {
            options.work = argv[++i];
        } else {
            return false;
        }
    }
    return options.seqgen != NULL && options.cases != NULL && options.work != NULL;
}

int main(int argc, char **argv)
{
    size_t count = 0;
    if (!read_options(argc, argv)) {
        fprintf(stderr, "test_errors --seqgen FILE --cases DIR --work DIR [--update-golden]\n");
        return 2;
    }
    struct CMUnitTest *tests = find_cases(&count);
    if (count == 0) {
        fprintf(stderr, "test_errors: no cases in %s\n", options.cases);
        return 2;
    }
    return _cmocka_run_group_tests("errors", tests, count, NULL, NULL);
}
