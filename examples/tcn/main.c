/* 4096 samples, one a call, beside the same model over all of them in one call.
 *
 *     seqgen model.yaml -o tcn.c
 *     seqgen whole.yaml -o whole.c
 *     cc -O2 main.c -o tcn -lm
 */
#include <string.h>

#include "../common/npy.h"
#include "tcn.c"
#include "whole.c"

enum { LENGTH = 4096 };

static float x[LENGTH], y[LENGTH], y_whole[LENGTH], expected[LENGTH];
static tcn stream, saved;
static whole all;

int main(void)
{
    int status = 0;
    float again[100];
    npy_read("in_x.npy", x, LENGTH);
    npy_read("out_y.npy", expected, LENGTH);
    whole_reset(&all);
    status |= whole_run(&all, x, y_whole);
    tcn_reset(&stream);
    for (int t = 0; t < LENGTH; t++) {
        if (t == LENGTH - 100) saved = stream; /* a copy of the instance is a saved state */
        status |= tcn_run(&stream, x + t, y + t);
    }
    for (int i = 0; i < 100; i++) status |= tcn_run(&saved, x + LENGTH - 100 + i, again + i);
    int same = !memcmp(y, y_whole, sizeof y), resumed = !memcmp(y + LENGTH - 100, again, sizeof again);
    float off = npy_difference(y, expected, LENGTH);
    printf("one sample a call and one call over %d: %s\n", LENGTH, same ? "the same bits" : "they differ");
    printf("from a saved state: %s\n", resumed ? "the same bits" : "they differ");
    printf("largest difference from PyTorch: %.1g\n", (double)off);
    return status || !same || !resumed || !(off < 1e-5f);
}
