/* Both forms of the detector beside known probabilities, on every frame of recordings.
 *
 *     cc -O2 compare.c -o compare && ./compare probabilities.txt recording.wav...
 *
 * probabilities.txt: one number for each frame.  Prints the largest differences; returns 1 where one is beyond 2e-6.
 */
#define _POSIX_C_SOURCE 199309L
#include <math.h>
#include <time.h>

#include "silero.c"
#include "silero_stream.c"
#include "wav.h"

enum { CONTEXT = 64, UNITS = 128, MOST = 8 };

static const double TOLERANCE = 2e-6;       /* what two orders of summing float32 may differ by here */

struct result {
    double largest, seconds;
};

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* model.yaml: the context lies before the frame, the state goes from call to call.  `audio` has 64 zeros before it. */
static void run_frames(const float *audio, long frames, float *speech)
{
    static silero model;
    float h[2][UNITS] = {{0}}, c[2][UNITS] = {{0}};
    for (long i = 0; i < frames; i++) {
        long from = i % 2, to = 1 - from;
        silero_run(&model, audio + i * FRAME, h[from], c[from], speech + i, h[to], c[to]);
    }
}

/* stream.yaml: calls of one to eight frames. */
static void run_stream(const float *audio, long frames, float *speech)
{
    static silero_stream model;
    int count;
    silero_stream_reset(&model);
    for (long i = 0, call = 0; i < frames; i += count, call++) {
        count = (int)(call % MOST) + 1;
        if (count > frames - i) count = (int)(frames - i);
        silero_stream_run(&model, audio + CONTEXT + i * FRAME, count, speech + i);
    }
}

static void measure(void (*run)(const float *, long, float *), const float *audio, long frames, const float *expected,
                    struct result *r)
{
    float *speech = calloc((size_t)frames, sizeof *speech);
    if (!speech) exit(2);
    double start = now();
    run(audio, frames, speech);
    r->seconds += now() - start;
    for (long i = 0; i < frames; i++) {
        double off = fabs((double)speech[i] - (double)expected[i]);
        if (!(off <= r->largest)) r->largest = off;
    }
    free(speech);
}

static void compare(const char *path, FILE *probabilities, struct result results[2], long *total)
{
    long frames;
    float *samples = wav_read(path, &frames);
    float *audio = calloc((size_t)frames + 1, FRAME * sizeof *audio), *expected = calloc((size_t)frames + 1, sizeof *expected);
    if (!audio || !expected) exit(2);
    memcpy(audio + CONTEXT, samples, (size_t)frames * FRAME * sizeof *audio);
    for (long i = 0; i < frames; i++)
        if (fscanf(probabilities, "%f", &expected[i]) != 1) fprintf(stderr, "too few probabilities\n"), exit(2);
    measure(run_frames, audio, frames, expected, &results[0]);
    measure(run_stream, audio, frames, expected, &results[1]);
    *total += frames;
    free(samples), free(audio), free(expected);
}

int main(int argc, char **argv)
{
    static const char *const names[] = {"model.yaml", "stream.yaml"};
    struct result results[2] = {{0, 0}, {0, 0}};
    long frames = 0;
    FILE *probabilities = argc > 2 ? fopen(argv[1], "r") : NULL;
    if (!probabilities) return fprintf(stderr, "usage: compare probabilities.txt recording.wav...\n"), 2;
    for (int i = 2; i < argc; i++) compare(argv[i], probabilities, results, &frames);
    fclose(probabilities);
    for (int i = 0; i < 2; i++)
        printf("%-11s %ld frames, largest difference %.2g, %.0f us a frame\n", names[i], frames, results[i].largest,
               results[i].seconds * 1e6 / (double)frames);
    return !(results[0].largest <= TOLERANCE && results[1].largest <= TOLERANCE);
}
