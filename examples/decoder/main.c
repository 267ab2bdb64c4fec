/* Spells numbers with a sequence-to-sequence network; the loop over letters is the host's.
 *
 *     for m in encoder model whole; do seqgen $m.yaml -o $m.c; done
 *     cc -O2 main.c -o decoder -lm
 *     ./decoder 42       spells 42, letter by letter, until the network says that the word ends
 *     ./decoder          spells 0 to 99; then walks the same cell over the tree of all spellings
 */
#include <string.h>

#include "../common/npy.h"
#include "encoder.c"
#include "model.c"
#include "whole.c"

enum { HIDDEN = 40, LETTERS = 19, END = 0, LONGEST = 14, WORDS = 100, NODES = 1000 };

static const char NAMES[] = "|-efghilnorstuvwxyz"; /* by id; 0 is the start and the end of a word */

typedef struct {
    float h[HIDDEN], c[HIDDEN];
} state;

static encoder reader;
static decoder cell;
static whole all_steps;
static int status;

static state start_of(int number)
{
    state s;
    const int32_t digits[2] = {number / 10, number % 10};
    status |= encoder_run(&reader, digits, s.h, s.c);
    return s;
}

/* The letter that follows most likely, and the log-probability of each; `s` becomes the state behind `letter`. */
static int32_t step(int32_t letter, state *s, float *log_p)
{
    int32_t best;
    state before = *s; /* the C function's inputs and outputs overlap nothing */
    status |= decoder_run(&cell, &letter, before.h, before.c, &best, log_p, s->h, s->c);
    return best;
}

/* The loop that stops at the end-of-sequence symbol. */
static void spell(int number, char *word)
{
    float log_p[LETTERS];
    state s = start_of(number);
    int32_t letter = step(END, &s, log_p);
    int length = 0;
    for (; letter != END && length < LONGEST; letter = step(letter, &s, log_p)) word[length++] = NAMES[letter];
    word[length] = '\0';
}

/* ---- The tree of all spellings: words that begin alike share their first nodes --------------------------------- */

static struct node {
    int child[LETTERS]; /* by letter, 0 where there is none */
    int word;           /* the one that ends here, or -1 */
} nodes[NODES] = {{{0}, -1}};
static int node_count = 1, calls;

static void plant(const char *word, int number)
{
    int at = 0;
    for (; *word; word++) {
        int *child = &nodes[at].child[strchr(NAMES, *word) - NAMES];
        if (!*child) *child = node_count, nodes[node_count++].word = -1;
        at = *child;
    }
    nodes[at].word = number;
}

/* The log-probability of every word at or below a node.  Each child starts from its own copy of the state. */
static void walk(int at, int32_t letter, state s, float so_far, float *total)
{
    float log_p[LETTERS];
    step(letter, &s, log_p);
    calls++;
    if (nodes[at].word >= 0) total[nodes[at].word] = so_far + log_p[END];
    for (int i = 1; i < LETTERS; i++)
        if (nodes[at].child[i]) walk(nodes[at].child[i], i, s, so_far + log_p[i], total);
}

/* The same number by the whole LSTM, all letters of the word in one call. */
static float in_one_call(int number, const char *word)
{
    float log_p[(LONGEST + 1) * LETTERS], total = 0.0f;
    int32_t before[LONGEST + 1] = {END};
    int length = (int)strlen(word);
    state s = start_of(number);
    for (int i = 0; i < length; i++) before[i + 1] = (int32_t)(strchr(NAMES, word[i]) - NAMES);
    status |= whole_run(&all_steps, before, length + 1, s.h, s.c, log_p);
    for (int i = 0; i <= length; i++) total += log_p[i * LETTERS + (i < length ? before[i + 1] : END)];
    return total;
}

int main(int argc, char **argv)
{
    static char words[WORDS][LONGEST + 1];
    char word[LONGEST + 1];
    float total[WORDS], trained[WORDS], off = 0.0f;
    int spelled = 0, likeliest = 0, letters = 0, same = 1;
    encoder_reset(&reader);
    decoder_reset(&cell);
    whole_reset(&all_steps);
    if (argc == 2) return spell(atoi(argv[1]) % 100, word), puts(word), status;

    FILE *f = fopen("words.txt", "r");
    for (int n = 0; n < WORDS; n++) {
        if (!f || fscanf(f, "%14s", words[n]) != 1) return fprintf(stderr, "words.txt: cannot be read\n"), 2;
        plant(words[n], n);
        spell(n, word);
        spelled += !strcmp(word, words[n]);
        letters += (int)strlen(word) + 1;
    }
    fclose(f);
    npy_read("log_probabilities.npy", trained, WORDS);
    for (int n = 0; n < WORDS; n++) {
        int best = 0;
        calls = 0;
        walk(0, END, start_of(n), 0.0f, total);
        for (int w = 0; w < WORDS; w++) {
            float one_call = in_one_call(n, words[w]);
            same &= !memcmp(&total[w], &one_call, sizeof one_call);
            if (total[w] > total[best]) best = w;
        }
        likeliest += best == n;
        off = fmaxf(off, fabsf(total[n] - trained[n]));
    }
    printf("%d of %d numbers spelled as PyTorch spells them\n", spelled, WORDS);
    printf("a tree of %d nodes for %d letters and ends of words: one call a node\n", calls, letters);
    printf("the likeliest of all spellings is the right one for %d numbers\n", likeliest);
    printf("cell by cell and the whole LSTM: %s\n", same ? "the same bits" : "they differ");
    printf("log-probabilities: %.0g from PyTorch\n", (double)off);
    return status || spelled != WORDS || likeliest != WORDS || !same || !(off < 1e-4f);
}
