/* reference.h - what the files of the reference evaluator share.
 *
 * The evaluator runs a resolved graph (generator/lua/seqgen/ir.lua) in plain double-precision
 * loops, straight from the equations of each operator's source (PyTorch 1.13 unless an operator
 * says otherwise).  It is the other opinion that `seqgen check` compares generated C with, so it
 * shares nothing with the operator files of the generator but the graph: it computes every size
 * itself, from the inputs that it is given.
 *
 * Every function fails by raising a Lua error; memory belongs to Lua.
 */
#ifndef SEQGEN_REFERENCE_H
#define SEQGEN_REFERENCE_H

#include <lauxlib.h>
#include <lua.h>
#include <stdbool.h>
#include <stddef.h>

/* The four axes, in the one order in which the evaluator stores every tensor. */
enum axis { D,
            N,
            T,
            C,
            AXES };

/* A tensor.  An axis that it lacks has size 1, so operators may always loop over all four. */
struct value {
    char axes[AXES + 1]; /* the axes it has, in the order of PyTorch's own result: "NCT" */
    bool whole;          /* int32 in the generated C: ids, lengths, results of argmax */
    size_t size[AXES];
    size_t count; /* the product of the sizes */
    double at[];  /* [D][N][T][C] */
};

/* The operator at work: a view of its node on the Lua stack. */
struct node {
    lua_State *L;
    int self, graph, values; /* stack indices of the node, the graph, and tensor id -> value */
    const char *op, *name;
    size_t input_count;
};

typedef void operator_fn(struct node *node);

/* value.c: tensors */
enum axis ref_axis_of(lua_State *L, char letter);
struct value *ref_value_new(lua_State *L, const size_t size[AXES]); /* [-0, +1] zeros */
bool ref_next(size_t i[AXES], const size_t size[AXES], const char *order);
void ref_name_axes(lua_State *L, int graph, lua_Integer id, struct value *v);
size_t ref_index(const struct value *v, const size_t i[AXES]);
size_t ref_rows(const struct value *v);
size_t ref_stride(const struct value *v, enum axis axis);

/* The cell of row r (an index over D and N together), time t, channel c. */
static inline size_t ref_cell(const struct value *v, size_t r, size_t t, size_t c)
{
    return (r * v->size[T] + t) * v->size[C] + c;
}

/* node.c: what an operator asks of its node.  What these return lives until the node is done. */
const struct value *ref_input(struct node *node, size_t index);
const struct value *ref_state_input(struct node *node, const char *attribute); /* or NULL */
struct value *ref_output(struct node *node, size_t index, const size_t size[AXES]);
struct value *ref_output_like(struct node *node, const struct value *x);
const double *ref_weight(struct node *node, const char *name, size_t count); /* or NULL */
size_t ref_weight_count(struct node *node, const char *name);                /* 0 if absent */
double *ref_scratch(struct node *node, size_t count);
bool ref_has(struct node *node, const char *attribute);
long ref_integer(struct node *node, const char *attribute);
size_t ref_count(struct node *node, const char *attribute); /* an integer of at least 1 */
double ref_number(struct node *node, const char *attribute);
bool ref_flag(struct node *node, const char *attribute);
const char *ref_text(struct node *node, const char *attribute); /* or NULL where it is absent */
enum axis ref_axis(struct node *node, const char *attribute, enum axis otherwise);
size_t ref_list(struct node *node, const char *attribute, double *out, size_t max);
_Noreturn void ref_fail(struct node *node, const char *format, ...);

/* window.c: the sliding windows of convolutions and pools */
struct window {
    size_t kernel, stride, dilation;
    long left, right; /* padding in steps; negative crops */
    size_t out;       /* how many windows there are */
};
struct window ref_window(struct node *node, size_t steps, size_t dilation, bool ceil_mode);
long ref_padded(struct node *node, long at, size_t steps, const char *mode);

/* activation.c: functions of one number */
struct activation {
    double (*of)(double x, double a, double b);
    double a, b;
};
struct activation ref_activation(struct node *node, const char *attribute);
void ref_apply(struct node *node, const char *attribute, struct value *y);
double ref_sigmoid(double x);

/* recurrent_step.c: one step of one layer in one direction, of one row */
struct recurrent {
    size_t inputs, hidden, state; /* features of x, of the cell, of h (smaller with a projection) */
    struct activation activation, gate;
    bool reset_after;
    const double *w_ih, *w_hh, *b_ih, *b_hh, *w_hr, *w_ci, *w_cf, *w_co; /* NULL where absent */
    double *sums;                                                        /* scratch: 8 * hidden */
};
typedef void step_fn(const struct recurrent *r, const double *x, double *h, double *c);
step_fn ref_lstm_step, ref_gru_step, ref_rnn_step;

/* compare.c */
int ref_compare(lua_State *L); /* reference.compare */

/* operators.c */
operator_fn *ref_operator(const char *op); /* or NULL */

/* one function an operator */
operator_fn ref_conv1d, ref_conv_transpose1d;
operator_fn ref_lstm, ref_gru, ref_rnn, ref_lstm_cell, ref_gru_cell;
operator_fn ref_linear, ref_embedding, ref_matmul, ref_attention;
operator_fn ref_max_pool1d, ref_avg_pool1d, ref_var_pool1d, ref_global_max_pool;
operator_fn ref_global_avg_pool, ref_adaptive_avg_pool1d, ref_adaptive_max_pool1d;
operator_fn ref_batch_norm, ref_layer_norm, ref_instance_norm, ref_group_norm;
operator_fn ref_unary, ref_prelu, ref_bound, ref_affine, ref_softmax, ref_log_softmax;
operator_fn ref_binary, ref_concat, ref_mask;
operator_fn ref_mean, ref_sum, ref_max, ref_min, ref_var, ref_argmax;
operator_fn ref_reorder, ref_flatten, ref_slice, ref_pad, ref_select, ref_last, ref_reverse;
operator_fn ref_upsample, ref_repeat, ref_cast, ref_identity;

#endif
