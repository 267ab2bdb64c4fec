/* limits.c - what this core can do at most: GFLOP/s of multiply-adds, and GB/s read from each cache.
 * Compiled by gcc -O3 -march=native; prints a line "fma X", then "read BYTES X" for buffers of growing size. */
#define _POSIX_C_SOURCE 200112L
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#if defined(__AVX512F__)
enum { LANES = 16 };
#elif defined(__AVX__)
enum { LANES = 8 };
#else
enum { LANES = 4 };
#endif
typedef float vec __attribute__((vector_size(LANES * 4)));

enum { CHAINS = 12,
       TURNS = 100000,
       TRIES = 40 };

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static volatile float sink;

/* Twelve sums side by side hide the latency of each; none is a copy of another. */
static double fma_seconds(void)
{
    vec sum[CHAINS], factor = {0}, term = {0};
    for (int i = 0; i < CHAINS; i++)
        sum[i] = (vec){0} + (float)i;
    factor += 0.999f - sink;
    term += 0.5f;
    const double start = now();
    for (int t = 0; t < TURNS; t++) {
#pragma GCC unroll 12
        for (int i = 0; i < CHAINS; i++)
            sum[i] = sum[i] * factor + term;
    }
    const double seconds = now() - start;
    for (int i = 1; i < CHAINS; i++)
        sum[0] += sum[i];
    sink = sum[0][0] * 0.0f;
    return seconds;
}

static double read_seconds(const vec *p, size_t n, int times)
{
    vec sum[8] = {{0}};
    const double start = now();
    for (int t = 0; t < times; t++)
        for (size_t i = 0; i < n; i += 8) {
#pragma GCC unroll 8
            for (size_t k = 0; k < 8; k++)
                sum[k] += p[i + k];
        }
    const double seconds = now() - start;
    for (int k = 1; k < 8; k++)
        sum[0] += sum[k];
    sink = sum[0][0] * 0.0f;
    return seconds;
}

static void print_read(size_t bytes)
{
    vec *p = aligned_alloc(64, bytes);
    if (!p) exit(1);
    memset(p, 0, bytes);
    const int times = (int)(((size_t)1 << 26) / bytes) + 1;
    double best = 1e9;
    for (int i = 0; i < TRIES / 4; i++) {
        const double seconds = read_seconds(p, bytes / sizeof *p, times);
        if (seconds < best) best = seconds;
    }
    printf("read %zu %.1f\n", bytes, (double)bytes * times / best * 1e-9);
    free(p);
}

int main(void)
{
    double best = 1e9;
    for (int i = 0; i < TRIES; i++) {
        const double seconds = fma_seconds();
        if (seconds < best) best = seconds;
    }
    printf("fma %.1f\n", 2.0 * LANES * CHAINS * TURNS / best * 1e-9);
    for (size_t bytes = 16 << 10; bytes <= (size_t)64 << 20; bytes *= 2)
        print_read(bytes);
    return 0;
}
