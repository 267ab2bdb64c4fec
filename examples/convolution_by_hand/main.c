/* Prints the convolution and the correlation of [4, 1, 2, 5] with [1, 2, -1]. */
#include <stdio.h>

#include "by_hand.c"

static void print(const char *name, const float *y)
{
    printf("%s", name);
    for (int i = 0; i < 6; i++) printf(" %g", (double)y[i]);
    printf("\n");
}

int main(void)
{
    static by_hand model;
    const float x[4] = {4, 1, 2, 5};
    float convolution[6], correlation[6];
    by_hand_reset(&model);
    int status = by_hand_run(&model, x, convolution, correlation);
    print("convolution", convolution);
    print("correlation", correlation);
    return status;
}
