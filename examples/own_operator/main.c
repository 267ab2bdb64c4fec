/* 400 samples of two sensors in chunks of 32, beside one call over all of them.
 *
 *     seqgen model.yaml --ops ops -o filtered.c
 *     seqgen whole.yaml --ops ops -o whole.c
 *     cc -O2 main.c -o filtered -lm
 */
#include <string.h>

#include "../common/npy.h"
#include "filtered.c"
#include "whole.c"

enum { LENGTH = 400, CHUNK = 32, SENSORS = 2, PATTERNS = 4 };

static float x[LENGTH * SENSORS], notch[LENGTH * SENSORS], patterns[LENGTH * PATTERNS];
static float notch_whole[LENGTH * SENSORS], patterns_whole[LENGTH * PATTERNS];
static float notch_expected[LENGTH * SENSORS], patterns_expected[LENGTH * PATTERNS];

int main(void)
{
    static filtered stream;
    static whole all;
    npy_read("in_sensors.npy", x, LENGTH * SENSORS);
    npy_read("out_notch.npy", notch_expected, LENGTH * SENSORS);
    npy_read("out_patterns.npy", patterns_expected, LENGTH * PATTERNS);
    filtered_reset(&stream);
    whole_reset(&all);
    int status = whole_run(&all, x, notch_whole, patterns_whole);
    for (int t = 0; t < LENGTH; t += CHUNK) {
        int steps = LENGTH - t < CHUNK ? LENGTH - t : CHUNK;
        status |= filtered_run(&stream, x + t * SENSORS, steps, notch + t * SENSORS, patterns + t * PATTERNS);
    }
    int same = !memcmp(notch, notch_whole, sizeof notch) && !memcmp(patterns, patterns_whole, sizeof patterns);
    float off = npy_difference(notch, notch_expected, LENGTH * SENSORS);
    float off_patterns = npy_difference(patterns, patterns_expected, LENGTH * PATTERNS);
    printf("chunks of 32 and one call: %s\n", same ? "the same bits" : "they differ");
    printf("notch: %.0g from scipy.signal.lfilter\n", (double)off);
    printf("patterns: %.0g from PyTorch behind it\n", (double)off_patterns);
    return status || !same || !(off < 1e-5f) || !(off_patterns < 1e-5f);
}
