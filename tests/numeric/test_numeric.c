/* Every golden case: seqgen compiles its model, a C compiler compiles that, and what it computes is compared
 * with what PyTorch or the equations gave.  A cmocka test a case; each case runs in a process of its own,
 * several at once, in a folder of its own.
 *
 *   test_numeric [OPTION...] [CASE...]     CASE: part of a folder's path, as conv1d/same; all of them without
 *
 *   --seqgen FILE      the generator
 *   --tests DIR        where the cases are: DIR/ops/OP/CASE and DIR/models/CASE
 *   --work DIR         where generated files go
 *   --cc COMMAND       compiler and flags for the generated file, `cc -O1` by default
 *   --compile-only     the generated file has to compile, no more
 *   --hosted           don't insist that the generated file links with no library (sanitizers, tcc)
 *   --every N          each Nth case only, for the slower compilers
 *   --jobs N           cases at once, 2 by default
 *   --failures FILE    what failed, a line each
 */
#define _XOPEN_SOURCE 700
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness.h"

enum { MAX_OUTPUTS = 64 };

static struct {
    const char *seqgen, *tests, *work, *cc, *failures;
    int compile_only, hosted, every, jobs, name_count;
    char **names;
} options = {.cc = "cc -O1", .every = 1, .jobs = 2, .work = "numeric-work"};

struct job {
    char folder[512]; /* of the case */
    char work[512];
    pid_t process; /* 0: not started; -1: done */
    int status;    /* as waitpid gives it */
};

static struct {
    struct job *all;
    int count, started, running;
} jobs;

/* The end of its folder, ops/OP/CASE. */
static const char *job_name(const struct job *job)
{
    return job->folder + strlen(options.tests) + 1;
}

void fail_case(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vprintf(format, arguments);
    va_end(arguments);
    printf("\n");
    fflush(NULL);
    _exit(1);
}

/* --- one case, in its own process ----------------------------------------------------------------- */

#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
static void
command(const char *what, const char *format, ...)
{
    char text[4096];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (length >= (int)sizeof text) fail_case("%s: the command is too long", what);
    if (system(text) != 0) fail_case("%s failed: %s", what, text);
}

/* DIR/SPEC.yaml of the case becomes SPEC.c and SPEC.so in its work folder. */
static void build(const struct job *job, const struct test_case *c, const char *spec)
{
    const char *warnings = "-Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror";
    command("seqgen", "timeout 60 '%s' %s '%s/%s.yaml' -o '%s/%s.c'", options.seqgen, c->options, job->folder, spec, job->work, spec);
    if (options.compile_only)
        command("the compiler", "timeout 300 %s %s %s '%s/%s.c'", options.cc, warnings, c->cflags, job->work, spec);
    else
        command("the compiler", "timeout 300 %s -std=c99 %s %s -fPIC -shared %s '%s/%s.c' '%s/memory.o' -o '%s/%s.so'",
                options.cc, warnings, c->cflags, options.hosted ? "" : "-nostdlib -Wl,-z,defs", job->work, spec, options.work,
                job->work, spec);
}

static void *symbol(void *library, const char *name, const char *part, const char *end)
{
    char text[512];
    snprintf(text, sizeof text, "%s_%s%s", name, part, end);
    return dlsym(library, text);
}

static struct built_model load(const struct job *job, const char *spec, const char *name, length_function **lengths)
{
    char path[600];
    snprintf(path, sizeof path, "%s/%s.so", job->work, spec);
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!library) fail_case("dlopen: %s", dlerror());
    struct built_model built = {symbol(library, name, "model", ""), lengths};
    if (!built.model) fail_case("%s.c has no %s_model", spec, name);
    void *binds = symbol(library, name, "bind", "");
    if (binds) {
        bind_function *bind;
        memcpy(&bind, &binds, sizeof binds);
        snprintf(path, sizeof path, "%s/%s.bin", job->work, spec);
        built.model = bound_model(built.model, bind, path);
    }
    for (int i = 0; i < built.model->output_count && i < MAX_OUTPUTS; i++) {
        void *function = symbol(library, name, built.model->outputs[i].name, "_length");
        memcpy(&lengths[i], &function, sizeof function);
    }
    return built;
}

static void build_and_drive(const struct job *job, const struct test_case *c)
{
    char path[600];
    length_function *lengths[2][MAX_OUTPUTS] = {{NULL}};
    snprintf(path, sizeof path, "%s/whole.yaml", job->folder);
    int has_whole = access(path, R_OK) == 0;
    build(job, c, "model");
    if (has_whole) build(job, c, "whole");
    if (options.compile_only) return;
    struct built_model model = load(job, "model", c->name, lengths[0]), whole = {0};
    if (has_whole) whole = load(job, "whole", c->name, lengths[1]);
    drive_case(c, &model, has_whole ? &whole : NULL);
}

static void run_case(struct job *job)
{
    struct test_case c;
    char path[600];
    mkdir(job->work, 0777);
    snprintf(path, sizeof path, "%s/result.txt", job->work);
    if (!freopen(path, "w", stdout) || dup2(fileno(stdout), 2) < 0) _exit(2);
    case_read(&c, job->folder);
    build_and_drive(job, &c);
    fflush(NULL);
    _exit(0);
}

/* --- all cases ------------------------------------------------------------------------------------ */

static void start_next(void)
{
    struct job *job = &jobs.all[jobs.started++];
    fflush(NULL);
    job->process = fork();
    if (job->process == 0) run_case(job);
    jobs.running++;
}

static void finish_one(void)
{
    int status;
    pid_t ended = wait(&status);
    for (int i = 0; i < jobs.started; i++) {
        if (jobs.all[i].process != ended) continue;
        jobs.all[i].process = -1;
        jobs.all[i].status = status;
    }
    jobs.running--;
}

/* Returns when `job` is done; others go on meanwhile. */
static void wait_for(const struct job *job)
{
    while (job->process != -1) {
        while (jobs.running < options.jobs && jobs.started < jobs.count) start_next();
        finish_one();
    }
}

static char *result_text(const struct job *job)
{
    static char text[4000];
    char path[600];
    snprintf(path, sizeof path, "%s/result.txt", job->work);
    FILE *f = fopen(path, "r");
    size_t length = f ? fread(text, 1, sizeof text - 1, f) : 0;
    if (f) fclose(f);
    text[length] = '\0';
    return text;
}

/* The line that says most: the compiler's or seqgen's first error, or simply the first. */
static void note_failure(const struct job *job, const char *text)
{
    const char *error = strstr(text, "error: "), *start = error ? error : text;
    FILE *f = options.failures ? fopen(options.failures, "a") : NULL;
    if (!f) return;
    fprintf(f, "%s: %.*s\n", job_name(job), (int)strcspn(start, "\n"), start);
    fclose(f);
}

static void holds(void **state)
{
    const struct job *job = *state;
    wait_for(job);
    if (job->status == 0) return;
    const char *text = result_text(job);
    if (WIFSIGNALED(job->status)) print_error("%s: died of signal %d\n", job_name(job), WTERMSIG(job->status));
    print_error("%s\n%s", job->folder, text);
    note_failure(job, WIFSIGNALED(job->status) ? "died of a signal" : text);
    fail();
}

/* --- which cases ---------------------------------------------------------------------------------- */

static int is_wanted(const char *path)
{
    for (int i = 0; i < options.name_count; i++)
        if (strstr(path, options.names[i])) return 1;
    return options.name_count == 0;
}

static void add_job(const char *folder)
{
    static int seen;
    if (!is_wanted(folder) || seen++ % options.every) return;
    jobs.all = realloc(jobs.all, sizeof *jobs.all * (size_t)(jobs.count + 1));
    struct job *job = &jobs.all[jobs.count++];
    memset(job, 0, sizeof *job);
    snprintf(job->folder, sizeof job->folder, "%s", folder);
    snprintf(job->work, sizeof job->work, "%s/%s", options.work, job_name(job));
    for (char *p = job->work + strlen(options.work) + 1; *p; p++)
        if (*p == '/') *p = '-';
}

/* Adds the folders at or below `folder` that hold a case.txt. */
static void find_cases(const char *folder)
{
    struct dirent **entries;
    struct stat status;
    char path[1024];
    snprintf(path, sizeof path, "%s/case.txt", folder);
    if (stat(path, &status) == 0) {
        add_job(folder);
        return;
    }
    int count = scandir(folder, &entries, NULL, alphasort);
    for (int i = 0; i < count; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
        if (entries[i]->d_name[0] != '.' && stat(path, &status) == 0 && S_ISDIR(status.st_mode)) find_cases(path);
        free(entries[i]);
    }
    if (count >= 0) free(entries);
}

/* memcpy and its like, which a compiler may call for plain C even where there is no library. */
static void build_memory(void)
{
    const char *here = __FILE__;
    command("mkdir", "mkdir -p '%s'", options.work);
    if (options.compile_only) return;
    command("the compiler", "%s -fPIC -c '%.*s/memory.c' -o '%s/memory.o'", options.cc,
            (int)(strrchr(here, '/') - here), here, options.work);
}

static void read_options(int argc, char **argv)
{
    const struct {
        const char *name, **text;
        int *number, *flag;
    } known[] = {
        {"--seqgen", &options.seqgen, NULL, NULL},
        {"--tests", &options.tests, NULL, NULL},
        {"--work", &options.work, NULL, NULL},
        {"--cc", &options.cc, NULL, NULL},
        {"--failures", &options.failures, NULL, NULL},
        {"--every", NULL, &options.every, NULL},
        {"--jobs", NULL, &options.jobs, NULL},
        {"--compile-only", NULL, NULL, &options.compile_only},
        {"--hosted", NULL, NULL, &options.hosted},
    };
    size_t k, known_count = sizeof known / sizeof *known;
    options.names = argv;
    for (int i = 1; i < argc; i++) {
        for (k = 0; k < known_count && strcmp(argv[i], known[k].name); k++) continue;
        if (k == known_count) options.names[options.name_count++] = argv[i];
        else if (known[k].flag) *known[k].flag = 1;
        else if (++i == argc) fail_case("%s wants a value", argv[i - 1]);
        else if (known[k].text) *known[k].text = argv[i];
        else *known[k].number = atoi(argv[i]) > 0 ? atoi(argv[i]) : 1;
    }
    if (!options.seqgen || !options.tests)
        fail_case("--seqgen FILE and --tests DIR are wanted; see the head of test_numeric.c");
}

int main(int argc, char **argv)
{
    char path[600];
    read_options(argc, argv);
    snprintf(path, sizeof path, "%s/ops", options.tests);
    find_cases(path);
    snprintf(path, sizeof path, "%s/models", options.tests);
    find_cases(path);
    if (!jobs.count) fail_case("no such case");
    build_memory();
    struct CMUnitTest *tests = calloc((size_t)jobs.count, sizeof *tests);
    for (int i = 0; i < jobs.count; i++) {
        tests[i] = (struct CMUnitTest){job_name(&jobs.all[i]), holds, NULL, NULL, &jobs.all[i]};
    }
    int failed = _cmocka_run_group_tests("golden cases", tests, (size_t)jobs.count, NULL, NULL);
    free(tests);
    free(jobs.all);
    return failed ? 1 : 0;
}
