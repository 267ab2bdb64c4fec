/* activation.c - functions of one number, as layers and as `activation` of other layers.
 *
 * Source  https://pytorch.org/docs/1.13/nn.html#non-linear-activations-weighted-sum-nonlinearity
 *         hard_sigmoid_keras2: clip(0.2 x + 0.5), as Keras up to version 2 has it
 * A comparison is written so that NaN comes through, as PyTorch lets it.
 */
#include "reference.h"

#include <math.h>
#include <string.h>

typedef double function(double x, double a, double b);

static double clip(double x, double low, double high)
{
    if (x < low) return low;
    return x > high ? high : x;
}

double ref_sigmoid(double x)
{
    return x >= 0 ? 1 / (1 + exp(-x)) : exp(x) / (1 + exp(x));
}

static double softplus(double x, double beta, double threshold)
{
    return x * beta > threshold ? x : log1p(exp(x * beta)) / beta;
}

static double selu(double x)
{
    const double alpha = 1.6732632423543772848170429916717;
    const double scale = 1.0507009873554804934193349852946;
    return scale * (x > 0 ? x : alpha * expm1(x));
}

static double gelu_by_tanh(double x)
{
    return x / 2 * (1 + tanh(sqrt(2 / acos(-1.0)) * (x + 0.044715 * x * x * x)));
}

/* a and b are the parameters that the table below names. */
#define FUNCTION(name, formula)                          \
    static double f_##name(double x, double a, double b) \
    {                                                    \
        (void)a, (void)b;                                \
        return formula;                                  \
    }

FUNCTION(identity, x)
FUNCTION(relu, x < 0 ? 0 : x)
FUNCTION(relu6, clip(x, 0, 6))
FUNCTION(leaky_relu, x < 0 ? a * x : x)
FUNCTION(elu, x > 0 ? x : a * expm1(x))
FUNCTION(selu, selu(x))
FUNCTION(gelu, x / 2 * (1 + erf(x / sqrt(2))))
FUNCTION(gelu_tanh, gelu_by_tanh(x))
FUNCTION(sigmoid, ref_sigmoid(x))
FUNCTION(silu, ref_sigmoid(x) * x)
FUNCTION(mish, tanh(softplus(x, 1, 20)) * x)
FUNCTION(hard_sigmoid, clip(x / 6 + 0.5, 0, 1))
FUNCTION(keras2, clip(0.2 * x + 0.5, 0, 1))
FUNCTION(hard_swish, clip(x / 6 + 0.5, 0, 1) * x)
FUNCTION(tanh, tanh(x))
FUNCTION(softplus, softplus(x, a, b))
FUNCTION(softsign, x / (1 + fabs(x)))
FUNCTION(exp, exp(x))
FUNCTION(log, log(x))
FUNCTION(sqrt, sqrt(x))
FUNCTION(abs, fabs(x))
FUNCTION(square, pow(x, 2))
FUNCTION(neg, -x)

/* Each function's parameters: the attribute's name and PyTorch's default. */
static const struct entry {
    const char *name;
    function *of;
    struct {
        const char *name;
        double otherwise;
    } parameter[2];
} functions[] = {
    {"identity", f_identity, {{0}}},
    {"linear", f_identity, {{0}}},
    {"none", f_identity, {{0}}},
    {"relu", f_relu, {{0}}},
    {"relu6", f_relu6, {{0}}},
    {"leaky_relu", f_leaky_relu, {{"negative_slope", 0.01}}},
    {"elu", f_elu, {{"alpha", 1}}},
    {"selu", f_selu, {{0}}},
    {"gelu", f_gelu, {{0}}},
    {"gelu_tanh", f_gelu_tanh, {{0}}},
    {"silu", f_silu, {{0}}},
    {"mish", f_mish, {{0}}},
    {"sigmoid", f_sigmoid, {{0}}},
    {"hard_sigmoid", f_hard_sigmoid, {{0}}},
    {"hard_sigmoid_keras2", f_keras2, {{0}}},
    {"hard_swish", f_hard_swish, {{0}}},
    {"tanh", f_tanh, {{0}}},
    {"softplus", f_softplus, {{"beta", 1}, {"threshold", 20}}},
    {"softsign", f_softsign, {{0}}},
    {"exp", f_exp, {{0}}},
    {"log", f_log, {{0}}},
    {"sqrt", f_sqrt, {{0}}},
    {"abs", f_abs, {{0}}},
    {"square", f_square, {{0}}},
    {"neg", f_neg, {{0}}},
};

static const struct entry *find(const char *name)
{
    for (size_t k = 0; k < sizeof functions / sizeof *functions; k++)
        if (strcmp(functions[k].name, name) == 0) return &functions[k];
    return NULL;
}

/* The function that an attribute names, with PyTorch's own parameters; identity if it is absent. */
struct activation ref_activation(struct node *node, const char *attribute)
{
    const char *name = ref_text(node, attribute);
    const struct entry *entry = find(name ? name : "identity");
    if (!entry) ref_fail(node, "activation '%s' is not known", name);
    return (struct activation){entry->of, entry->parameter[0].otherwise,
                               entry->parameter[1].otherwise};
}

static void apply(const struct activation *f, const struct value *x, struct value *y)
{
    for (size_t i = 0; i < x->count; i++) y->at[i] = f->of(x->at[i], f->a, f->b);
}

void ref_apply(struct node *node, const char *attribute, struct value *y)
{
    struct activation f = ref_activation(node, attribute);
    apply(&f, y, y);
}

static double parameter(struct node *node, const struct entry *entry, int k)
{
    const char *name = entry->parameter[k].name;
    return name && ref_has(node, name) ? ref_number(node, name) : entry->parameter[k].otherwise;
}

/* relu, leaky_relu, ..., neg: operators that are such a function and nothing else. */
void ref_unary(struct node *node)
{
    const struct value *x = ref_input(node, 0);
    const struct entry *entry = find(node->op);
    const char *approximate = ref_text(node, "approximate");
    if (strcmp(node->op, "gelu") == 0 && approximate && strcmp(approximate, "tanh") == 0)
        entry = find("gelu_tanh");
    struct activation f = {entry->of, parameter(node, entry, 0), parameter(node, entry, 1)};
    apply(&f, x, ref_output_like(node, x));
}
