/* Prints what the three forms make of five days.
 *
 *     seqgen model.yaml -o bounded_output.c
 *     cc -O2 main.c -o bounded_output -lm
 */
#include "../common/npy.h"
#include "bounded_output.c"

enum { DAYS = 5 };

static int inside(float v) { return v >= -20.0f && v <= 30.0f; }

int main(void)
{
    static bounded_output model;
    static float hours[DAYS * 24 * 2];
    float raw[DAYS], clip[DAYS], sigmoid[DAYS], tanh_[DAYS];
    npy_read("in_hours.npy", hours, DAYS * 24 * 2);
    bounded_output_reset(&model);
    int status = bounded_output_run(&model, hours, raw, clip, sigmoid, tanh_);
    printf("   raw    clip  sigmoid    tanh\n");
    for (int i = 0; i < DAYS; i++) {
        printf("%6.2f  %6.2f  %7.2f  %6.2f\n", (double)raw[i], (double)clip[i], (double)sigmoid[i], (double)tanh_[i]);
        status |= !inside(clip[i]) || !inside(sigmoid[i]) || !inside(tanh_[i]);
    }
    for (int i = 0; i < DAYS * 24 * 2; i++) hours[i] *= 1e30f; /* a broken sensor */
    status |= bounded_output_run(&model, hours, raw, clip, sigmoid, tanh_);
    for (int i = 0; i < DAYS; i++) status |= !inside(clip[i]) || !inside(sigmoid[i]) || !inside(tanh_[i]);
    printf(status ? "something left [-20, 30]\n" : "nothing left [-20, 30]\n");
    return status;
}
