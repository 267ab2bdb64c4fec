/* Runs both models over in_x.npy, 50 samples a call, and says how far each variance is off.
 *
 *     seqgen model.yaml -o moving.c
 *     seqgen naive.yaml -o naive.c
 *     cc -O2 main.c -o moving -lm
 */
#include "../common/npy.h"
#include "moving.c"
#include "naive.c"

enum { LENGTH = 400, CHUNK = 50 };

static float x[LENGTH], expected[LENGTH], mean[LENGTH], stable[LENGTH], unstable[LENGTH];

int main(void)
{
    static moving model;
    static naive textbook;
    int status = 0, negative = 0;
    npy_read("in_x.npy", x, LENGTH);
    npy_read("out_variance.npy", expected, LENGTH);
    moving_reset(&model);
    naive_reset(&textbook);
    for (int at = 0; at < LENGTH; at += CHUNK) {
        status |= moving_run(&model, x + at, CHUNK, mean + at, stable + at);
        status |= naive_run(&textbook, x + at, CHUNK, unstable + at);
    }
    for (int i = 0; i < LENGTH; i++) negative += unstable[i] < 0;
    float off = npy_difference(stable, expected, LENGTH), naive_off = npy_difference(unstable, expected, LENGTH);
    printf("variance of the last sample  %.4f\n", (double)expected[LENGTH - 1]);
    printf("var_pool1d                   %.4f, at most %.1g off\n", (double)stable[LENGTH - 1], (double)off);
    printf("E[x^2] - E[x]^2              %.4f, at most %.2f off, %d times negative\n", (double)unstable[LENGTH - 1],
           (double)naive_off, negative);
    return status || !(off < 1e-6f) || naive_off < 0.01f;
}
