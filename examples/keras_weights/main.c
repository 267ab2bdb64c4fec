/* One network, its weights from Keras' arrays and from PyTorch's, side by side in one program.
 *
 *     seqgen model.yaml -o from_keras.c
 *     seqgen pytorch.yaml -o from_pytorch.c
 *     cc -O2 main.c -o both -lm
 */
#include <string.h>

#include "../common/npy.h"
#include "from_keras.c"
#include "from_pytorch.c"

enum { IN = 2 * 30 * 3, OUT = 2 * 30 * 5 };

int main(void)
{
    static from_keras keras;
    static from_pytorch pytorch;
    static float x[IN], expected[OUT], a[OUT], b[OUT];
    npy_read("in_x.npy", x, IN);
    npy_read("out_y.npy", expected, OUT);
    from_keras_reset(&keras);
    from_pytorch_reset(&pytorch);
    int status = from_keras_run(&keras, x, a) | from_pytorch_run(&pytorch, x, b);
    int same = !memcmp(a, b, sizeof a);
    float off = npy_difference(a, expected, OUT);
    printf("Keras' arrays and PyTorch's: %s\n", same ? "the same bits" : "they differ");
    printf("Keras' equations are %.0g away\n", (double)off);
    return status || !same || !(off < 1e-6f);
}
