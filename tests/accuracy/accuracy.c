/* accuracy.c   measures the runtime's functions of one float against double precision.
 *
 *   accuracy [--all] [NAME...]
 *
 * Runs every function, or those named, over 2^20 floats spread over all bit patterns, with --all over all
 * 2^32.  Prints for each the largest error in ulp and where it is, the promised bound, and a hash of the
 * results, which must not depend on the lanes.  Exit status 1 when a bound is broken or a NaN is lost. */
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "../../runtime/vec.c"

#include "../../runtime/exp.c"
#include "../../runtime/expm1.c"
#include "../../runtime/sigmoid.c"
#include "../../runtime/tanh.c"
#include "../../runtime/log.c"
#include "../../runtime/sqrt.c"
#include "../../runtime/silu.c"
#include "../../runtime/softplus.c"
#include "../../runtime/mish.c"
#include "../../runtime/elu.c"
#include "../../runtime/gelu.c"

enum { BLOCK = 4096 };

struct function {
    const char *name;
    double bound; /* ulp */
    rt_vec (*run)(rt_vec x);
    double (*exact)(double x);
};

static double exact_sigmoid(double x) { return x < 0 ? exp(x) / (1 + exp(x)) : 1 / (1 + exp(-x)); }
static double exact_silu(double x) { return x * exact_sigmoid(x < -1e4 ? -1e4 : x); }
static double exact_softplus(double x) { return x > 20 ? x : log1p(exp(x)); }
static double exact_elu(double x) { return x > 0 ? x : expm1(x); }
static double exact_gelu(double x) { return x * 0.5 * erfc(-x * 0.70710678118654752440); }

static double exact_mish(double x)
{
    double q = exp(x);
    return x > 40 ? x : x * (q * (q + 2) / (q * (q + 2) + 2));
}

static rt_vec softplus(rt_vec x) { return rt_softplus(x, 1.0f, 20.0f); }
static rt_vec elu(rt_vec x) { return rt_elu(x, 1.0f); }

static const struct function FUNCTIONS[] = {
    {"exp", 1.1, rt_exp, exp},
    {"log", 1.0, rt_log, log},
    {"sqrt", 0.51, rt_sqrt, sqrt},
    {"sigmoid", 2.0, rt_sigmoid, exact_sigmoid},
    {"tanh", 2.0, rt_tanh, tanh},
    {"silu", 2.0, rt_silu, exact_silu},
    {"softplus", 2.0, softplus, exact_softplus},
    {"elu", 2.0, elu, exact_elu},
    {"mish", 4.0, rt_mish, exact_mish},
    {"gelu", 7.0, rt_gelu, exact_gelu},
};
enum { FUNCTION_COUNT = sizeof FUNCTIONS / sizeof *FUNCTIONS };

struct report {
    double worst;
    float where, got, wanted;
    uint32_t hash;
    long long lost_nans;
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

/* The distance of two neighbouring floats where x is; infinity counts as 2^128. */
static double ulp_at(double x)
{
    int exponent;
    frexp(x, &exponent);
    return ldexp(1.0, (exponent < -125 ? -125 : exponent > 128 ? 128 : exponent) - 24);
}

static double error_in_ulp(float got, double wanted)
{
    const double top = ldexp(1.0, 128);
    double g = isinf(got) ? copysign(top, got) : got;
    double w = fabs(wanted) > top ? copysign(top, wanted) : wanted;
    return fabs(g - w) / ulp_at(w);
}

static void judge(struct report *r, float x, float got, double wanted)
{
    if (isnan(wanted) || isnan(got)) {
        r->lost_nans += !isnan(wanted) != !isnan(got);
        got = 0; /* a NaN's sign and payload are not promised */
    } else {
        double error = error_in_ulp(got, wanted);
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
            judge(&r, x[i], y[i], f->exact(x[i]));
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
        printf("%-12s %.3f ulp of %.1f at %.9g (%a): %.9g, not %.9g   hash %08x%s\n", f->name, r.worst, f->bound,
               (double)r.where, (double)r.where, (double)r.got, (double)r.wanted, (unsigned)r.hash,
               r.lost_nans ? "   NaN LOST OR MADE" : bad ? "   BOUND BROKEN" : "");
        failed |= bad;
    }
    return failed;
}
