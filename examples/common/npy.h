/* Reads and compares what the examples' .npy files hold.
 * The form (numpy.lib.format, version 1): magic, the header's length as u16, the header, the data. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* `count` floats or int32 of a file in C order; ends the program where it is shorter. */
static void npy_read(const char *path, void *data, size_t count)
{
    unsigned char start[10];
    FILE *f = fopen(path, "rb");
    if (!f || fread(start, 1, 10, f) != 10 || fseek(f, start[8] + 256L * start[9], SEEK_CUR) || fread(data, 4, count, f) != count) {
        fprintf(stderr, "%s: cannot be read\n", path);
        exit(2);
    }
    fclose(f);
}

/* The largest difference; NaN where there is one. */
static inline float npy_difference(const float *a, const float *b, size_t count)
{
    float largest = 0.0f;
    for (size_t i = 0; i < count; i++) {
        float off = fabsf(a[i] - b[i]);
        if (!(off <= largest)) largest = off;
    }
    return largest;
}
