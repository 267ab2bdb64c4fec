/* compare.c - how far one tensor is from another.
 *
 *   reference.compare(got, want, tolerance)
 *       -> {largest=, at=, ulp=, ulp_at=, share=, worst_at=, over=}
 *
 * largest  the largest |got - want|, at its place in the flat order (from 0)
 * ulp      the largest distance in units of the last place that `want` has as a float32
 * share    the largest |got - want| as a share of what is allowed, tolerance * (1 + |want|)
 * over     how many elements are further away than allowed
 *
 * NaN agrees with NaN and an infinity with itself; either against anything else is infinitely far.
 */
#include "reference.h"

#include <float.h>
#include <math.h>

#include "../host/tensor.h"

struct worst {
    double value;
    size_t at;
};

static double distance(double got, double want)
{
    if (got == want || (isnan(got) && isnan(want))) return 0;
    return isfinite(got) && isfinite(want) ? fabs(got - want) : INFINITY;
}

/* The gap between floats of this size; below the normal ones it stays the same. */
static double float_ulp(double x)
{
    int exponent;
    if (!isfinite(x) || fabs(x) < (double)FLT_MIN) return ldexp(1, -149);
    frexp(x, &exponent);
    return ldexp(1, exponent - FLT_MANT_DIG);
}

static void keep(struct worst *worst, double value, size_t at)
{
    if (value > worst->value) *worst = (struct worst){value, at};
}

static void set(lua_State *L, const char *value_name, const char *at_name,
                const struct worst *worst)
{
    lua_pushnumber(L, worst->value);
    lua_setfield(L, -2, value_name);
    lua_pushinteger(L, (lua_Integer)worst->at);
    lua_setfield(L, -2, at_name);
}

int ref_compare(lua_State *L)
{
    const struct tensor *got = tensor_check(L, 1), *want = tensor_check(L, 2);
    double tolerance = luaL_checknumber(L, 3);
    luaL_argcheck(L, got->count == want->count, 2, "the tensors differ in size");
    struct worst largest = {0}, ulp = {0}, share = {0};
    lua_Integer over = 0;
    for (size_t i = 0; i < got->count; i++) {
        double w = tensor_get(want, i), away = distance(tensor_get(got, i), w);
        double allowed = tolerance * (1 + (isfinite(w) ? fabs(w) : 0));
        if (away == 0) continue;
        keep(&largest, away, i);
        keep(&ulp, away / float_ulp(w), i);
        over += away > allowed;
        keep(&share, allowed > 0 ? away / allowed : INFINITY, i);
    }
    lua_newtable(L);
    set(L, "largest", "at", &largest);
    set(L, "ulp", "ulp_at", &ulp);
    set(L, "share", "worst_at", &share);
    lua_pushinteger(L, over);
    lua_setfield(L, -2, "over");
    return 1;
}
