/* turns.h - how a contender times itself, on request: for each line "GROUPS CALLS" on standard input, so many groups of
 * so many calls.  It prints the processor's nanoseconds that nine tenths of the groups took more than: what else runs on
 * the machine does not count, nor does a group for which a virtual machine's clock stood still.  With -DWALL_CLOCK, for
 * threads: nanoseconds of the clock on the wall.
 * Include it first: it says which POSIX it needs. */
#define _POSIX_C_SOURCE 200112L
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { MOST_GROUPS = 10000 };
static double times[MOST_GROUPS];

#if defined(WALL_CLOCK)
#define CLOCK CLOCK_MONOTONIC
#else
#define CLOCK CLOCK_PROCESS_CPUTIME_ID
#endif

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static int by_size(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static inline void take_turns(void (*call)(void *), void *model)
{
    puts("ready");
    fflush(stdout);
    for (long groups, calls; scanf("%ld %ld", &groups, &calls) == 2 && groups <= MOST_GROUPS; fflush(stdout)) {
        for (long g = 0; g < groups; g++) {
            const double start = now();
            for (long i = 0; i < calls; i++)
                call(model);
            times[g] = now() - start;
        }
        qsort(times, (size_t)groups, sizeof times[0], by_size);
        printf("%.0f\n", times[groups / 10]);
    }
}

static inline float *read_floats(const char *path, size_t n)
{
    float *x = (float *)malloc(n * sizeof *x);
    FILE *f = fopen(path, "rb");
    if (!x || !f || fread(x, sizeof *x, n, f) != n) exit(1);
    fclose(f);
    return x;
}

static inline void write_floats(const char *path, const float *y, size_t n)
{
    FILE *f = fopen(path, "wb");
    if (!f || fwrite(y, sizeof *y, n, f) != n || fclose(f) != 0) exit(1);
}
