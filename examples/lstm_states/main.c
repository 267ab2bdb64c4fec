/* Ten steps in two calls: what the first returns as h_n and c_n goes into the second as h0 and c0.
 *
 *     seqgen model.yaml -o lstm_states.c
 *     cc -O2 main.c -o lstm_states -lm
 */
#include "../common/npy.h"
#include "lstm_states.c"

enum { STEPS = 5, ROWS = 3, IN = 10, HIDDEN = 20, STATE = 2 * ROWS * HIDDEN, CALL = STEPS * ROWS };

static float x[2 * CALL * IN], output[2 * CALL * HIDDEN], h[3][STATE], c[3][STATE];
static float expected[2 * CALL * HIDDEN], expected_h[STATE], expected_c[STATE];

int main(void)
{
    static lstm_states model;
    npy_read("in_ten_steps.npy", x, 2 * CALL * IN);
    npy_read("in_h0.npy", h[0], STATE);
    npy_read("in_c0.npy", c[0], STATE);
    npy_read("out_ten_steps.npy", expected, 2 * CALL * HIDDEN);
    npy_read("out_ten_steps_h_n.npy", expected_h, STATE);
    npy_read("out_ten_steps_c_n.npy", expected_c, STATE);
    lstm_states_reset(&model);
    int status = 0;
    for (int i = 0; i < 2; i++)
        status |= lstm_states_run(&model, x + i * CALL * IN, h[i], c[i], output + i * CALL * HIDDEN, h[i + 1], c[i + 1]);
    float off = npy_difference(output, expected, 2 * CALL * HIDDEN);
    float off_h = npy_difference(h[2], expected_h, STATE), off_c = npy_difference(c[2], expected_c, STATE);
    printf("largest differences from ten steps of PyTorch: output %.1g, h_n %.1g, c_n %.1g\n", (double)off, (double)off_h, (double)off_c);
    int good = off < 1e-6f && off_h < 1e-6f && off_c < 1e-6f;
    printf(good ? "two calls are one sequence\n" : "they differ\n");
    return status || !good;
}
