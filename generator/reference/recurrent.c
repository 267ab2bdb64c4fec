/* recurrent.c - layers and directions of lstm, gru and rnn, and the cells: recurrent_step.c over T.
 *
 * Source  https://pytorch.org/docs/1.13/generated/torch.nn.LSTM.html
 *         D counts layers, within a layer directions; C of two directions is forward | backward
 */
#include "reference.h"

#include <stdio.h>
#include <string.h>

struct kind {
    step_fn *step;
    size_t gates;
    bool has_c;
};
static const struct kind lstm = {ref_lstm_step, 4, true};
static const struct kind gru = {ref_gru_step, 3, false};
static const struct kind rnn = {ref_rnn_step, 1, false};

/* ---- Weights of one layer and direction ------------------------------------ */

static const double *weight(struct node *node, const char *name, const char *suffix, size_t count)
{
    char whole[64];
    snprintf(whole, sizeof whole, "%s%s", name, suffix);
    return ref_weight(node, whole, count);
}

/* `activation`, or where a plain network leaves it to `nonlinearity`, that. */
static struct activation candidate_of(struct node *node)
{
    return ref_activation(node, ref_text(node, "activation") ? "activation" : "nonlinearity");
}

/* suffix: "_l0", "_l1_reverse", or "" for a cell */
static struct recurrent load(struct node *node, const struct kind *kind, size_t inputs,
                             const char *suffix)
{
    size_t H = ref_count(node, "hidden_size");
    size_t projected = ref_has(node, "proj_size") ? (size_t)ref_integer(node, "proj_size") : 0;
    struct recurrent r = {.inputs = inputs, .hidden = H, .state = projected ? projected : H};
    r.activation = candidate_of(node);
    r.gate = ref_activation(node, "recurrent_activation");
    r.reset_after = ref_flag(node, "reset_after");
    r.w_ih = weight(node, "weight_ih", suffix, kind->gates * H * inputs);
    r.w_hh = weight(node, "weight_hh", suffix, kind->gates * H * r.state);
    r.b_ih = weight(node, "bias_ih", suffix, kind->gates * H);
    r.b_hh = weight(node, "bias_hh", suffix, kind->gates * H);
    r.w_hr = weight(node, "weight_hr", suffix, r.state * H);
    r.w_ci = weight(node, "weight_ci", suffix, H);
    r.w_cf = weight(node, "weight_cf", suffix, H);
    r.w_co = weight(node, "weight_co", suffix, H);
    if (!r.w_ih || !r.w_hh) ref_fail(node, "weight_ih%s or weight_hh%s is missing", suffix, suffix);
    r.sums = ref_scratch(node, 8 * H);
    return r;
}

/* ---- A whole layer ---------------------------------------------------------- */

/* A state may lack D or N, nothing else. */
static const struct value *initial(struct node *node, const char *attribute,
                                   const struct value *final)
{
    const struct value *v = ref_state_input(node, attribute);
    for (int a = 0; v && a < AXES; a++)
        if (v->size[a] != final->size[a] && (v->size[a] != 1 || a == C))
            ref_fail(node, "%s does not fit: %c is %d, not %d", attribute, "DNTC"[a],
                     (int)v -> size[a], (int) final -> size[a]);
    return v;
}

/* Zeros where there is no initial state. */
static void start(double *h, const struct value *initial, size_t d, size_t n, size_t features)
{
    for (size_t c = 0; c < features; c++)
        h[c] = initial ? initial->at[ref_index(initial, (size_t[AXES]){d, n, 0, c})] : 0;
}

struct layer {
    const struct kind *kind;
    struct recurrent r;
    size_t d; /* its place in h_n and c_n */
    bool backwards;
    size_t channel; /* where its features begin in y */
    const struct value *initial_h, *initial_c;
    struct value *h_n, *c_n;
};

/* Walks x once for every row; y gets the state after each step, in the order of time. */
static void walk(const struct layer *layer, const struct value *x, struct value *y)
{
    size_t steps = x->size[T];
    for (size_t n = 0; n < x->size[N]; n++) {
        double *h = layer->h_n->at + ref_cell(layer->h_n, layer->d * x->size[N] + n, 0, 0);
        double *c = layer->c_n
                        ? layer->c_n->at + ref_cell(layer->c_n, layer->d * x->size[N] + n, 0, 0)
                        : NULL;
        start(h, layer->initial_h, layer->d, n, layer->r.state);
        if (c) start(c, layer->initial_c, layer->d, n, layer->r.hidden);
        for (size_t k = 0; k < steps; k++) {
            size_t t = layer->backwards ? steps - 1 - k : k;
            layer->kind->step(&layer->r, x->at + ref_cell(x, n, t, 0), h, c);
            memcpy(y->at + ref_cell(y, n, t, layer->channel), h, layer->r.state * sizeof *h);
        }
    }
}

static void stack(struct node *node, const struct kind *kind)
{
    const struct value *x = ref_input(node, 0);
    size_t layers = ref_count(node, "num_layers"),
           directions = ref_flag(node, "bidirectional") ? 2 : 1;
    size_t H = ref_count(node, "hidden_size"), rows = x->size[N];
    size_t state = ref_has(node, "proj_size") && ref_integer(node, "proj_size")
                       ? ref_count(node, "proj_size")
                       : H;
    struct layer layer = {.kind = kind};
    layer.h_n = ref_output(node, 1, (size_t[AXES]){layers * directions, rows, 1, state});
    if (kind->has_c)
        layer.c_n = ref_output(node, 2, (size_t[AXES]){layers * directions, rows, 1, H});
    layer.initial_h = initial(node, "initial_h", layer.h_n);
    layer.initial_c = kind->has_c ? initial(node, "initial_c", layer.c_n) : NULL;
    for (size_t l = 0; l < layers; l++) {
        size_t size[AXES] = {1, rows, x->size[T], directions * state};
        struct value *y = l + 1 < layers ? ref_value_new(node->L, size) : ref_output(node, 0, size);
        for (size_t direction = 0; direction < directions; direction++) {
            char suffix[32];
            snprintf(suffix, sizeof suffix, "_l%d%s", (int)l, direction ? "_reverse" : "");
            layer.r = load(node, kind, x->size[C], suffix);
            layer.d = l * directions + direction;
            layer.backwards = direction == 1 || ref_flag(node, "reverse");
            layer.channel = direction * state;
            walk(&layer, x, y);
        }
        x = y;
    }
}

void ref_lstm(struct node *node)
{
    stack(node, &lstm);
}

void ref_gru(struct node *node)
{
    stack(node, &gru);
}

void ref_rnn(struct node *node)
{
    stack(node, &rnn);
}

/* ---- Cells: one step, the state comes in and goes out ------------------------ */

static void one_step(struct node *node, const struct kind *kind)
{
    const struct value *x = ref_input(node, 0), *h = ref_input(node, 1);
    const struct value *c = kind->has_c ? ref_input(node, 2) : NULL;
    struct recurrent r = load(node, kind, x->size[C], "");
    if (h->size[C] != r.state || (c && c->size[C] != r.hidden))
        ref_fail(node, "a state does not fit");
    struct value *h_new = ref_output(node, 0, (size_t[AXES]){1, x->size[N], 1, r.state});
    struct value *c_new =
        c ? ref_output(node, 1, (size_t[AXES]){1, x->size[N], 1, r.hidden}) : NULL;
    for (size_t n = 0; n < x->size[N]; n++) {
        double *to_h = h_new->at + n * r.state, *to_c = c ? c_new->at + n * r.hidden : NULL;
        start(to_h, h, 0, n, r.state);
        if (c) start(to_c, c, 0, n, r.hidden);
        kind->step(&r, x->at + n * x->size[C], to_h, to_c);
    }
}

void ref_lstm_cell(struct node *node)
{
    one_step(node, &lstm);
}

void ref_gru_cell(struct node *node)
{
    one_step(node, &gru);
}
