/* 100 and 200 steps: one after the other with their lengths, then both in one padded batch.
 *
 *     seqgen model.yaml -o variable.c
 *     seqgen padded.yaml -o padded.c
 *     cc -O2 main.c -o variable -lm
 */
#include "../common/npy.h"
#include "variable.c"
#include "padded.c"

enum { MOST = 200, CHANNELS = 4, CLASSES = 5 };

static variable model;
static padded batch;
static float x[2][MOST * CHANNELS];

int main(void)
{
    const int32_t length[2] = {100, 200};
    const char *sequences[2] = {"in_x.0.npy", "in_x.1.npy"}, *answers[2] = {"out_scores.0.npy", "out_scores.1.npy"};
    float expected[2 * CLASSES], scores[2 * CLASSES], padded_scores[2 * CLASSES];
    int status = 0;
    variable_reset(&model);
    padded_reset(&batch);
    for (int i = 0; i < 2; i++) {
        npy_read(sequences[i], x[i], (size_t)length[i] * CHANNELS);
        npy_read(answers[i], expected + i * CLASSES, CLASSES);
        status |= variable_run(&model, x[i], length[i], scores + i * CLASSES);
    }
    for (int i = length[0] * CHANNELS; i < MOST * CHANNELS; i++) x[0][i] = NAN; /* padding may hold anything */
    status |= padded_run(&batch, x[0], length, padded_scores);
    float off = npy_difference(scores, expected, 2 * CLASSES), off_padded = npy_difference(padded_scores, expected, 2 * CLASSES);
    int refused = variable_run(&model, x[0], MOST + 1, scores);
    printf("with their lengths: %.0g from PyTorch\n", (double)off);
    printf("in a padded batch: %.0g from PyTorch\n", (double)off_padded);
    printf("201 steps: %s\n", refused == SEQGEN_E_LENGTH ? "refused" : "taken");
    return status || refused != SEQGEN_E_LENGTH || !(off < 1e-6f) || !(off_padded < 1e-6f);
}
