/* Reads speech: RIFF WAVE files of 16-bit PCM, one channel, 16000 samples a second. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RATE = 16000, FRAME = 512 };

static unsigned little_endian(const unsigned char *p, int bytes)
{
    return bytes == 0 ? 0 : p[0] | little_endian(p + 1, bytes - 1) << 8;
}

/* Leaves the file at its first sample; the number of samples, or -1 where the file is another kind. */
static long wav_start(FILE *f)
{
    static const unsigned char pcm[16] = {1, 0, 1, 0, 0x80, 0x3e, 0, 0, 0, 0x7d, 0, 0, 2, 0, 16, 0};
    unsigned char head[16] = {0};
    if (fread(head, 1, 12, f) != 12 || memcmp(head, "RIFF", 4) || memcmp(head + 8, "WAVE", 4)) return -1;
    while (fread(head, 1, 8, f) == 8) {
        long size = (long)little_endian(head + 4, 4);
        if (!memcmp(head, "data", 4)) return size / 2;
        int is_format = !memcmp(head, "fmt ", 4);
        if (is_format && (fread(head, 1, 16, f) != 16 || memcmp(head, pcm, 16))) return -1;
        if (fseek(f, size - (is_format ? 16 : 0) + size % 2, SEEK_CUR)) return -1;
    }
    return -1;
}

/* The samples of a file, from -1 to 1, zeros behind the last up to a whole frame.  The caller frees them; a file that
 * can't be read ends the program. */
static float *wav_read(const char *path, long *frames)
{
    FILE *f = fopen(path, "rb");
    long count = f ? wav_start(f) : -1;
    *frames = (count + FRAME - 1) / FRAME;
    float *samples = count < 0 ? NULL : calloc((size_t)*frames + 1, FRAME * sizeof *samples);
    unsigned char pcm[2];
    long got = 0;
    while (samples && got < count && fread(pcm, 1, 2, f) == 2)
        samples[got++] = (float)(int16_t)little_endian(pcm, 2) / 32768.0f;
    if (f) fclose(f);
    if (samples && got == count) return samples;
    fprintf(stderr, "%s: not a whole WAV file of 16-bit samples, one channel, 16 kHz\n", path);
    exit(2);
}
