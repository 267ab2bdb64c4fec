/* Marks the heart beats of a recording with the generated network, and compares them with labels.
 *
 *     seqgen model.yaml -o heartbeat.c
 *     cc -O2 main.c -o heartbeat
 *     ./heartbeat ecg.f32 labels.txt beats.svg
 *
 * ecg.f32: float32 millivolts, 360 a second; labels.txt: the index of the sample of each R peak.
 */
#include <stdio.h>
#include <stdlib.h>

#include "heartbeat.c"

enum { RATE = 360, CHUNK = 36, STEPS = 9, STRIDE = 4, DELAY = 12, REFRACTORY = 18 };  /* as in train.py */
enum { TOLERANCE = 27, MAX_BEATS = 1000, MAX_SAMPLES = 60 * RATE };

static float ecg[MAX_SAMPLES];
static int marks[MAX_BEATS], labels[MAX_BEATS];

/* Follows the probabilities: a beat is the highest step of each run above a half. */
static int mark_beats(int samples)
{
    static heartbeat model;
    int count = 0, best = -1, last = -REFRACTORY;
    float highest = 0.0f, p[STEPS];
    heartbeat_reset(&model);
    for (int at = 0; at + CHUNK <= samples; at += CHUNK) {
        heartbeat_run(&model, ecg + at, p);
        for (int i = 0; i < STEPS; i++) {
            if (p[i] > 0.5f && (best < 0 || p[i] > highest)) best = at / STRIDE + i, highest = p[i];
            if (p[i] > 0.5f || best < 0) continue;
            if (best >= DELAY && best - last >= REFRACTORY && count < MAX_BEATS)
                marks[count++] = ((last = best) - DELAY) * STRIDE;
            best = -1;
        }
    }
    return count;
}

static int read_labels(const char *path)
{
    int count = 0;
    FILE *f = fopen(path, "r");
    while (f && count < MAX_BEATS && fscanf(f, "%d", &labels[count]) == 1) count++;
    if (f) fclose(f);
    return count;
}

/* How many of `a` have one of `b` near; both ascend. */
static int count_near(const int *a, int a_count, const int *b, int b_count)
{
    int near = 0;
    for (int i = 0, j = 0; i < a_count; i++) {
        while (j < b_count && b[j] < a[i] - TOLERANCE) j++;
        if (j < b_count && b[j] <= a[i] + TOLERANCE) near++, j++;
    }
    return near;
}

/* The trace in rows of ten seconds; marks are red lines, labels grey dots. */
static void draw(const char *path, int samples, int mark_count, int label_count)
{
    const int row = 10 * RATE, height = 150;
    FILE *f = fopen(path, "w");
    if (!f) return;
    fprintf(f, "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %d'>\n", row / 3,
            (samples + row - 1) / row * height);
    fprintf(f, "<rect width='100%%' height='100%%' fill='white'/>\n");
    for (int i = 0; i < mark_count; i++)
        fprintf(f, "<path d='M%d %dv%d' stroke='#e22' stroke-width='2'/>\n", marks[i] % row / 3,
                marks[i] / row * height + 6, height - 12);
    for (int i = 0; i < label_count; i++)
        fprintf(f, "<circle cx='%d' cy='%d' r='4' fill='#888'/>\n", labels[i] % row / 3,
                labels[i] / row * height + 12);
    for (int from = 0; from < samples; from += row) {
        fprintf(f, "<polyline fill='none' stroke='black' points='");
        for (int i = from; i < from + row && i < samples; i += 3)
            fprintf(f, "%d,%d ", (i - from) / 3, from / row * height + 95 - (int)(40.0f * ecg[i]));
        fprintf(f, "'/>\n");
    }
    fprintf(f, "</svg>\n");
    fclose(f);
}

int main(int argc, char **argv)
{
    FILE *f = argc == 4 ? fopen(argv[1], "rb") : NULL;
    if (!f) return fprintf(stderr, "usage: heartbeat ecg.f32 labels.txt beats.svg\n"), 2;
    int samples = (int)fread(ecg, sizeof *ecg, MAX_SAMPLES, f);
    int mark_count = mark_beats(samples), label_count = read_labels(argv[2]);
    int found = count_near(labels, label_count, marks, mark_count);
    double seconds = mark_count > 1 ? (marks[mark_count - 1] - marks[0]) / (double)RATE : 1;
    fclose(f);
    for (int i = 0; i < mark_count; i++) printf("%s%6.2f s", i % 8 ? "  " : i ? "\n" : "", marks[i] / (double)RATE);
    printf("\n%d beats marked in %d seconds, %.0f a minute\n", mark_count, samples / RATE, 60 * (mark_count - 1) / seconds);
    printf("%d of %d labels found, %d marks without a label\n", found, label_count, mark_count - found);
    draw(argv[3], samples, mark_count, label_count);
    return found == 0;
}
