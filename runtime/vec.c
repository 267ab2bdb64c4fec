/* vec.c   rt_vec: RT_LANES floats worked on at once.
 * needs:
 *
 * GNU vector extensions where the compiler has them and the CPU has such registers, else one plain
 * float (RT_PLAIN asks for that).  The same text serves both, with + - * / between vectors or of a
 * vector and a constant.  Masks are rt_ivec of -1 and 0.
 *
 * RT_INLINE is for what goes into its caller, RT_FUNC for what may, RT_APART for a layer's own loops: inlined into each
 * other they would fill the registers with constants of the next one.  RT_CALLED is RT_FUNC where there are many constants, for which gcc
 * would take the registers from the sums of the loop around it.
 *
 * What RT_FUNC returns is no bare product: where a compiler inlines it and a sum follows, it would join the two
 * into one rounding, and a model would differ from itself by where it is used. */
#if !defined(__GNUC__) || defined(__TINYC__) || defined(RT_PLAIN)
#define RT_LANES 1
#elif defined(__AVX512F__)
#define RT_LANES 16
#elif defined(__AVX__)
#define RT_LANES 8
#elif defined(__SSE2__) || defined(__ARM_NEON) || defined(__wasm_simd128__)
#define RT_LANES 4
#elif defined(__riscv_vector) || (defined(__ALTIVEC__) && !defined(__clang__)) || \
    (defined(__ARM_FEATURE_MVE) && __ARM_FEATURE_MVE > 1)
#define RT_LANES 4
#else
#define RT_LANES 1
#endif

/* gcc's own vectors would come before it fuses a * b + c, which then happens in one of a function's loops and not in another:
 * a stream's bits would depend on its chunks. */
#if RT_LANES == 1 && defined(__GNUC__) && !defined(__clang__) && !defined(__TINYC__)
#pragma GCC optimize("no-tree-vectorize")
#endif

#if RT_LANES > 1
#define RT_INLINE static inline __attribute__((always_inline, unused))
#define RT_FUNC static inline __attribute__((unused))
#define RT_APART static __attribute__((noinline, unused))
typedef float rt_vec __attribute__((vector_size(RT_LANES * 4)));
typedef int32_t rt_ivec __attribute__((vector_size(RT_LANES * 4)));
typedef uint32_t rt_uvec __attribute__((vector_size(RT_LANES * 4)));
typedef float rt_memory __attribute__((vector_size(RT_LANES * 4), aligned(4), may_alias));
#elif defined(__GNUC__)
#define RT_INLINE static inline __attribute__((unused))
#define RT_FUNC static inline __attribute__((unused))
#define RT_APART static __attribute__((unused))
#else
#define RT_INLINE static inline
#define RT_FUNC static inline
#define RT_APART static
#endif

#if RT_LANES >= 8 && !defined(__clang__)
#define RT_CALLED RT_APART
#else
#define RT_CALLED RT_FUNC
#endif

#if RT_LANES > 1
RT_INLINE rt_vec rt_splat(float f) { rt_vec zero = {0.0f}; return f - zero; } /* -0 stays */
RT_INLINE rt_vec rt_load(const float *p) { return *(const rt_memory *)p; }
RT_INLINE void rt_store(float *p, rt_vec v) { *(rt_memory *)p = v; }
RT_INLINE float rt_lane(rt_vec v, int lane) { return v[lane]; }

/* v, in a register: gcc on x86 would rather read it from memory again for each use. */
#if defined(__AVX__) && !defined(__clang__)
RT_INLINE rt_vec rt_hold(rt_vec v)
{
    __asm__("" : "+v"(v));
    return v;
}
#else
RT_INLINE rt_vec rt_hold(rt_vec v) { return v; }
#endif

RT_INLINE rt_ivec rt_bits(rt_vec v) { return (rt_ivec)v; }
RT_INLINE rt_vec rt_from_bits(rt_ivec i) { return (rt_vec)i; }
RT_INLINE rt_ivec rt_to_int(rt_vec v) { return __builtin_convertvector(v, rt_ivec); } /* cuts */
RT_INLINE rt_vec rt_to_float(rt_ivec i) { return __builtin_convertvector(i, rt_vec); }
RT_INLINE rt_ivec rt_shift_left(rt_ivec i, int n)
{
    return (rt_ivec)((rt_uvec)i << (uint32_t)n);
}

RT_INLINE rt_ivec rt_lt(rt_vec a, rt_vec b) { return (rt_ivec)(a < b); }
RT_INLINE rt_ivec rt_le(rt_vec a, rt_vec b) { return (rt_ivec)(a <= b); }
RT_INLINE rt_ivec rt_eq(rt_vec a, rt_vec b) { return (rt_ivec)(a == b); }
#else
typedef float rt_vec;
typedef int32_t rt_ivec;
typedef union { float f; int32_t i; uint32_t u; } rt_word;

RT_INLINE rt_vec rt_splat(float f) { return f; }
RT_INLINE rt_vec rt_load(const float *p) { return *p; }
RT_INLINE void rt_store(float *p, rt_vec v) { *p = v; }
RT_INLINE float rt_lane(rt_vec v, int lane) { (void)lane; return v; }
RT_INLINE rt_vec rt_hold(rt_vec v) { return v; }

RT_INLINE rt_ivec rt_bits(rt_vec v) { rt_word w; w.f = v; return w.i; }
RT_INLINE rt_vec rt_from_bits(rt_ivec i) { rt_word w; w.i = i; return w.f; }
RT_INLINE rt_ivec rt_to_int(rt_vec v) { return (int32_t)v; } /* cuts */
RT_INLINE rt_vec rt_to_float(rt_ivec i) { return (float)i; }
RT_INLINE rt_ivec rt_shift_left(rt_ivec i, int n)
{
    rt_word w;
    w.u = (uint32_t)i << n;
    return w.i;
}

RT_INLINE rt_ivec rt_lt(rt_vec a, rt_vec b) { return -(a < b); }
RT_INLINE rt_ivec rt_le(rt_vec a, rt_vec b) { return -(a <= b); }
RT_INLINE rt_ivec rt_eq(rt_vec a, rt_vec b) { return -(a == b); }
#endif

/* Compilers know this form: it becomes one blend. */
RT_INLINE rt_vec rt_select(rt_ivec mask, rt_vec a, rt_vec b)
{
    return rt_from_bits((mask & rt_bits(a)) | (~mask & rt_bits(b)));
}

/* x where a < b, else y. */
#if RT_LANES == 16 && !defined(__clang__) /* gcc would take three instructions */
RT_INLINE rt_vec rt_select_lt(rt_vec a, rt_vec b, rt_vec x, rt_vec y)
{
    return __builtin_ia32_blendmps_512_mask(y, x, __builtin_ia32_cmpps512_mask(a, b, 1, 0xffff, 4));
}
#else
RT_INLINE rt_vec rt_select_lt(rt_vec a, rt_vec b, rt_vec x, rt_vec y) { return rt_select(rt_lt(a, b), x, y); }
#endif

RT_INLINE rt_vec rt_abs(rt_vec v) { return rt_from_bits(rt_bits(v) & 0x7fffffff); }

/* a with the sign of b */
RT_INLINE rt_vec rt_copysign(rt_vec a, rt_vec b)
{
    return rt_from_bits((rt_bits(a) & 0x7fffffff) | (rt_bits(b) & (-0x7fffffff - 1)));
}

/* v, but not below (above) the bound, which is no NaN; a NaN in v stays.  Compilers see the one
 * instruction in the selection, but for gcc on x86, which has to be told. */
#if RT_LANES == 1 || defined(__clang__) || !defined(__SSE2__)
RT_INLINE rt_vec rt_at_least(rt_vec v, rt_vec low) { return rt_select(rt_lt(v, low), low, v); }
RT_INLINE rt_vec rt_at_most(rt_vec v, rt_vec high) { return rt_select(rt_lt(high, v), high, v); }
#elif RT_LANES == 16
RT_INLINE rt_vec rt_at_least(rt_vec v, rt_vec low)
{
    return __builtin_ia32_maxps512_mask(low, v, v, -1, 4);
}
RT_INLINE rt_vec rt_at_most(rt_vec v, rt_vec high)
{
    return __builtin_ia32_minps512_mask(high, v, v, -1, 4);
}
#elif RT_LANES == 8
RT_INLINE rt_vec rt_at_least(rt_vec v, rt_vec low) { return __builtin_ia32_maxps256(low, v); }
RT_INLINE rt_vec rt_at_most(rt_vec v, rt_vec high) { return __builtin_ia32_minps256(high, v); }
#else
RT_INLINE rt_vec rt_at_least(rt_vec v, rt_vec low) { return __builtin_ia32_maxps(low, v); }
RT_INLINE rt_vec rt_at_most(rt_vec v, rt_vec high) { return __builtin_ia32_minps(high, v); }
#endif

/* A zero to add, NaN where x is -infinity: there silu, gelu and mish, x times what is 0, are no number. */
RT_INLINE rt_vec rt_nan_at_minus_infinity(rt_vec x) { return rt_at_most(x, rt_splat(0.0f)) * 0.0f; }

/* The larger and the smaller of two.  A NaN in either comes through: all bits set is one. */
RT_INLINE rt_vec rt_max(rt_vec a, rt_vec b)
{
    return rt_from_bits(rt_bits(rt_at_least(a, b)) | ~rt_eq(b, b));
}

RT_INLINE rt_vec rt_min(rt_vec a, rt_vec b)
{
    return rt_from_bits(rt_bits(rt_at_most(a, b)) | ~rt_eq(b, b));
}

/* n floats that lie stride floats apart, 1 <= n <= RT_LANES; the other lanes are 0. */
RT_INLINE rt_vec rt_gather(const float *p, ptrdiff_t stride, int n)
{
    float lane[RT_LANES] = {0.0f};
    for (int i = 0; i < n; i++)
        lane[i] = p[i * stride];
    return rt_load(lane);
}

RT_INLINE void rt_scatter(float *p, ptrdiff_t stride, rt_vec v, int n)
{
    float lane[RT_LANES];
    rt_store(lane, v);
    for (int i = 0; i < n; i++)
        p[i * stride] = lane[i];
}

/* The first n lanes only, 1 <= n <= RT_LANES; the others are 0. */
RT_INLINE rt_vec rt_load_n(const float *p, int n)
{
    return n == RT_LANES ? rt_load(p) : rt_gather(p, 1, n);
}

RT_INLINE void rt_store_n(float *p, rt_vec v, int n)
{
    if (n == RT_LANES)
        rt_store(p, v);
    else
        rt_scatter(p, 1, v, n);
}
