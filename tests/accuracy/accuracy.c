/* accuracy.c   measures the runtime's functions of one float against double precision.
 *
 *   accuracy [--all] [NAME...]
 *
 * Runs every function, or those named, over 2^20 floats spread over all bit patterns, with --all over all
 * 2^32, which takes half a minute each.  Prints the largest error and where it is, the promised bound, and a
 * hash of the results, which must not depend on the lanes.  Exit status 1 when a bound is broken or a NaN is
 * lost or made.  Built with -DFAST_MATH it measures the stand-ins in runtime/fast/, with
 * -DRT_STRICT what all targets have in common. */
#include <float.h>
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "../../runtime/vec.c"

#include "../../runtime/look_up.c"
#include "../../runtime/unroll.c"

#ifdef FAST_MATH
#include "../../runtime/fast/exp.c"
#include "../../runtime/fast/tanh.c"

#include "../../runtime/fast/gates.c"
#include "../../runtime/gate_values.c"
#include "../../runtime/quick_gates.c"
#include "../../runtime/fast/sigmoid.c"
#else
#include "../../runtime/exp.c"
#include "../../runtime/expm1.c"
#include "../../runtime/sigmoid.c"

#include "../../runtime/elu.c"
#include "../../runtime/gate_pieces.c"
#include "../../runtime/gates.c"
#include "../../runtime/gate_values.c"
#include "../../runtime/gelu.c"
#include "../../runtime/log.c"
#include "../../runtime/mish.c"
#include "../../runtime/silu.c"
#include "../../runtime/softplus.c"
#include "../../runtime/sqrt.c"
#include "../../runtime/tanh.c"

#include "../../runtime/quick_gates.c"
#endif

enum { BLOCK = 4096 };

typedef double unit_fn(double wanted); /* what an error is multiplied by */

struct function {
    const char *name, *unit_name;
    double bound;
    unit_fn *unit;
    rt_vec (*run)(rt_vec x);
    double (*exact)(double x);
};

static float float_of(uint32_t bits)
{
    float f;
    memcpy(&f, &bits, sizeof f);
    return f;
}

static uint32_t bits_of(float f)
{
    uint32_t bits;
    memcpy(&bits, &f, sizeof bits);
    return bits;
}

/* ---- Units of errors -------------------------------------------------------- */

#ifdef FAST_MATH
static double per_one(double x)
{
    return (void)x, 1;
}
static double per_value(double x) { return 1 / (fabs(x) + 1e-32); }
#else
/* One over the distance of two neighbouring floats where x is. */
static double per_ulp(double x)
{
    uint64_t bits;
    double result;
    memcpy(&bits, &x, sizeof bits);
    int exponent = (int)(bits >> 52 & 0x7ff) - 1023;
    exponent = exponent < -126 ? -126 : exponent > 127 ? 127
                                                       : exponent;
    bits = (uint64_t)(1023 + 23 - exponent) << 52;
    memcpy(&result, &bits, sizeof result);
    return result;
}

/* The same, but of tiny values as if they were 1e-30. */
static double per_coarse_ulp(double x) { return per_ulp(fabs(x) < 1e-30 ? 1e-30 : x); }
#endif

/* Infinity counts as 2^128. */
static double error_of(const struct function *f, float got, double wanted)
{
    const double top = 0x1p128;
    double g = fabsf(got) > FLT_MAX ? copysign(top, got) : got;
    double w = fabs(wanted) > top ? copysign(top, wanted) : wanted;
    return fabs(g - w) * f->unit(w);
}

/* ---- The functions ----------------------------------------------------------- */

static double exact_sigmoid(double x) { return x < 0 ? exp(x) / (1 + exp(x)) : 1 / (1 + exp(-x)); }

/* Gates take x log2 e, or for a tanh 2 x log2 e. */
static double exact_gate_sigmoid(double z) { return z < 0 ? exp2(z) / (1 + exp2(z)) : 1 / (1 + exp2(-z)); }
static double exact_gate_tanh(double z) { return tanh(z * 0.34657359027997265471); }
static rt_vec gate_sigmoid(rt_vec z) { return rt_gate_sigmoid(z); }
static rt_vec gate_tanh(rt_vec z) { return rt_gate_tanh(z); }
static rt_vec quick_sigmoid(rt_vec z) { return rt_quick_gate_sigmoid(z); }
static rt_vec quick_tanh(rt_vec z) { return rt_quick_gate_tanh(z); }
static rt_vec cell_tanh(rt_vec x) { return rt_gate_tanh(x * 2.88539008f); }

#ifdef FAST_MATH
static double exact_exp(double x)
{
    return isnan(x) ? x : exp(fmin(fmax(x, -87), 88));
}

static const struct function FUNCTIONS[] = {
    {"exp", "of the value", 6e-6, per_value, rt_exp, exact_exp},
    {"sigmoid", "absolute", 1e-6, per_one, rt_sigmoid, exact_sigmoid},
    {"tanh", "absolute", 2e-6, per_one, rt_tanh, tanh},
    {"gate_sigmoid", "absolute", 1e-6, per_one, gate_sigmoid, exact_gate_sigmoid},
    {"gate_tanh", "absolute", 2e-6, per_one, gate_tanh, exact_gate_tanh},
    {"quick_sigmoid", "absolute", 1e-6, per_one, quick_sigmoid, exact_gate_sigmoid},
    {"quick_tanh", "absolute", 2e-6, per_one, quick_tanh, exact_gate_tanh},
    {"cell_tanh", "absolute", 2e-6, per_one, cell_tanh, tanh},
};
#else
/* Where e^x is nothing, x e^x has no value for the equations to find. */
static double exact_silu(double x) { return x < -1e4 && !isinf(x) ? 0 : x * exact_sigmoid(x); }
static double exact_softplus(double x) { return x > 20 ? x : log1p(exp(x)); }
static double exact_elu(double x) { return x > 0 ? x : expm1(x); }
static double exact_gelu(double x) { return x < -1e4 && !isinf(x) ? 0 : x * 0.5 * erfc(-x * 0.70710678118654752440); }

static double exact_mish(double x)
{
    double q = exp(fmin(x, 40));
    return x < -1e4 && !isinf(x) ? 0 : x * (q * (q + 2) / (q * (q + 2) + 2));
}

static rt_vec softplus(rt_vec x) { return rt_softplus(x, 1.0f, 20.0f); }
static rt_vec elu(rt_vec x) { return rt_elu(x, 1.0f); }

static const struct function FUNCTIONS[] = {
    {"exp", "ulp", 1.1, per_ulp, rt_exp, exp},
    {"log", "ulp", 1.0, per_ulp, rt_log, log},
    {"sqrt", "ulp", 0.51, per_ulp, rt_sqrt, sqrt},
    {"sigmoid", "ulp", 2.0, per_ulp, rt_sigmoid, exact_sigmoid},
    {"tanh", "ulp", 2.0, per_ulp, rt_tanh, tanh},
    {"gate_sigmoid", "ulp", 2.0, per_coarse_ulp, gate_sigmoid, exact_gate_sigmoid},
    {"gate_tanh", "ulp", 2.0, per_ulp, gate_tanh, exact_gate_tanh},
    {"quick_sigmoid", "ulp", 2.0, per_coarse_ulp, quick_sigmoid, exact_gate_sigmoid},
    {"quick_tanh", "ulp", 2.0, per_ulp, quick_tanh, exact_gate_tanh},
    {"cell_tanh", "ulp", 2.0, per_ulp, cell_tanh, tanh},
    {"silu", "ulp", 2.0, per_ulp, rt_silu, exact_silu},
    {"softplus", "ulp", 2.0, per_ulp, softplus, exact_softplus},
    {"elu", "ulp", 2.0, per_ulp, elu, exact_elu},
    {"mish", "ulp", 2.0, per_ulp, rt_mish, exact_mish},
    {"gelu", "ulp", 2.4, per_ulp, rt_gelu, exact_gelu},
};
#endif
enum { FUNCTION_COUNT = sizeof FUNCTIONS / sizeof *FUNCTIONS };

/* ---- Measuring --------------------------------------------------------------- */

struct report {
    double worst;
    float where, got, wanted;
    uint32_t hash;
    long long lost_nans;
};

static void judge(const struct function *f, struct report *r, float x, float got, double wanted)
{
    if (isnan(wanted) || isnan(got)) {
        r->lost_nans += !isnan(wanted) != !isnan(got);
        got = 0; /* a NaN's sign and payload are not promised */
    } else {
        double error = error_of(f, got, wanted);
        if (error > r->worst) {
            r->worst = error;
            r->where = x, r->got = got, r->wanted = (float)wanted;
        }
    }
    r->hash = (r->hash ^ bits_of(got)) * 16777619u;
}

/* All bit patterns that are multiples of step, then those of negative sign and so on: 2^32 / step floats. */
static struct report measure(const struct function *f, uint64_t step)
{
    static float x[BLOCK], y[BLOCK];
    struct report r = {.worst = 0, .hash = 2166136261u};
    for (uint64_t first = 0; first < (uint64_t)1 << 32; first += BLOCK * step) {
        for (int i = 0; i < BLOCK; i++)
            x[i] = float_of((uint32_t)(first + (uint64_t)i * step));
        for (int i = 0; i < BLOCK; i += RT_LANES)
            rt_store(y + i, f->run(rt_load(x + i)));
        for (int i = 0; i < BLOCK; i++)
            judge(f, &r, x[i], y[i], f->exact(x[i]));
    }
    return r;
}

static int is_wanted(const char *name, int argc, char **argv)
{
    int named = 0;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], name) == 0)
            return 1;
        named += argv[i][0] != '-';
    }
    return named == 0;
}

int main(int argc, char **argv)
{
    uint64_t step = 4099; /* odd, so that every digit of a float takes part */
    int failed = 0;
    for (int i = 1; i < argc; i++)
        if (strcmp(argv[i], "--all") == 0)
            step = 1;
    for (int i = 0; i < FUNCTION_COUNT; i++) {
        const struct function *f = &FUNCTIONS[i];
        if (!is_wanted(f->name, argc, argv))
            continue;
        struct report r = measure(f, step);
        int bad = r.worst > f->bound || r.lost_nans > 0;
        printf("%-13s %.3g %s of %.2g at %.9g (%a): %.9g, not %.9g   hash %08x%s\n", f->name, r.worst, f->unit_name, f->bound,
               (double)r.where, (double)r.where, (double)r.got, (double)r.wanted, (unsigned)r.hash,
               r.lost_nans ? "   NaN LOST OR MADE" : bad ? "   BOUND BROKEN"
                                                         : "");
        fflush(stdout);
        failed |= bad;
    }
    return failed;
}
