/* Says where there is speech in recordings, as one would in a product: frame by frame, with the model's state by hand.
 *
 *     seqgen model.yaml -o silero.c
 *     cc -O3 -march=native main.c -o speech
 *     ./speech recording.wav...
 */
#include "silero.c"
#include "wav.h"

enum { CONTEXT = 64, UNITS = 128 };

/* All that one microphone needs; the instance of the model is scratch and may serve many. */
struct listener {
    float audio[CONTEXT + FRAME];
    float h[UNITS], c[UNITS];
};

/* The probability that the next frame of 512 samples holds speech. */
static float listen(struct listener *l, const float *frame)
{
    static silero model;
    float speech, h[UNITS], c[UNITS];
    memmove(l->audio, l->audio + FRAME, CONTEXT * sizeof(float));
    memcpy(l->audio + CONTEXT, frame, FRAME * sizeof(float));
    silero_run(&model, l->audio, l->h, l->c, &speech, h, c);
    memcpy(l->h, h, sizeof h);
    memcpy(l->c, c, sizeof c);
    return speech;
}

/* Speech begins with a frame above one half.  It ends where a tenth of a second stays below 0.35: the pause between two
 * words ends nothing. */
struct segment {
    long begin, end;            /* frames; begin is -1 outside speech, end is that of the last frame above 0.35 */
};

enum { PAUSE = RATE / 10 / FRAME + 1 };

static void print_segment(const struct segment *s)
{
    if (s->begin >= 0) printf("  %6.2f s to %6.2f s\n", (double)(s->begin * FRAME) / RATE, (double)(s->end * FRAME) / RATE);
}

static void follow(struct segment *s, long frame, float speech)
{
    if (s->begin < 0 && speech > 0.5f) s->begin = frame;
    if (speech > 0.35f) s->end = frame + 1;
    if (s->begin < 0 || frame + 1 - s->end < PAUSE) return;
    print_segment(s);
    s->begin = -1;
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        struct listener listener = {0};
        struct segment segment = {-1, 0};
        long frames;
        float *samples = wav_read(argv[i], &frames);
        printf("%s, %.2f s\n", argv[i], (double)(frames * FRAME) / RATE);
        for (long frame = 0; frame < frames; frame++)
            follow(&segment, frame, listen(&listener, samples + frame * FRAME));
        print_segment(&segment);
        free(samples);
    }
    return 0;
}
