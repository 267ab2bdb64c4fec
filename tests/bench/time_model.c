/* time_model.c - times a generated model on request.  Compiled with -DMODEL=name -DFILE_NAME="model.c".
 *
 *   time_model IN OUT     IN: the input's floats; writes what the first call gives to OUT, then says "ready"
 *
 * Then, for each line "GROUPS CALLS" on standard input: times so many groups of so many calls, and prints the
 * processor's nanoseconds that nine tenths of the groups took more than: what else runs on the machine does not
 * count, nor does a group for which a virtual machine's clock stood still. */
#define _POSIX_C_SOURCE 200112L
#include FILE_NAME
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define JOIN_NAMES(a, b) a##b
#define JOIN(a, b) JOIN_NAMES(a, b)

static JOIN(MODEL, ) instance;

/* Volatile, so that the compiler takes the call for one of any model. */
static const seqgen_model *const volatile any_model = &JOIN(MODEL, _model);

static size_t count_of(const seqgen_tensor *t)
{
    size_t n = 1;
    for (int i = 0; i < t->rank; i++)
        n *= (size_t)t->shape[i];
    return n;
}

static float *read_input(const char *path, size_t n)
{
    float *x = (float *)malloc(n * sizeof *x);
    FILE *f = fopen(path, "rb");
    if (!x || !f || fread(x, sizeof *x, n, f) != n) exit(1);
    fclose(f);
    return x;
}

static void write_output(const char *path, const float *y, size_t n)
{
    FILE *f = fopen(path, "wb");
    if (!f || fwrite(y, sizeof *y, n, f) != n || fclose(f) != 0) exit(1);
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static int by_size(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

enum { MOST_GROUPS = 10000 };
static double times[MOST_GROUPS];

int main(int argc, char **argv)
{
    const seqgen_model *model = any_model;
    if (argc != 3) return 2;
    const void *x = read_input(argv[1], count_of(&model->inputs[0]));
    const size_t outputs = count_of(&model->outputs[0]);
    void *y = malloc(outputs * sizeof(float));
    if (!y) return 1;
    model->reset(&instance);
    if (model->run(&instance, &x, NULL, &y) != SEQGEN_OK) return 1;
    write_output(argv[2], (const float *)y, outputs);
    puts("ready");
    fflush(stdout);
    for (long groups, calls; scanf("%ld %ld", &groups, &calls) == 2 && groups <= MOST_GROUPS; fflush(stdout)) {
        for (long g = 0; g < groups; g++) {
            const double start = now();
            for (long i = 0; i < calls; i++)
                model->run(&instance, &x, NULL, &y);
            times[g] = now() - start;
        }
        qsort(times, (size_t)groups, sizeof times[0], by_size);
        printf("%.0f\n", times[groups / 10]);
    }
    return 0;
}
