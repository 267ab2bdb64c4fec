/* look_up.c   functions in pieces, whose coefficients stand in tables.
 * needs: vec
 *
 * With 16 lanes one instruction takes each lane of its result from any of 32 floats in two registers.  A polynomial of few
 * terms for each piece of a function is then done before a division would be.  Elsewhere, and with --strict, which has one
 * form for all targets, RT_LOOK_UP is not defined. */
#if RT_LANES == 16 && !defined(RT_STRICT)
#define RT_LOOK_UP

/* Lane i is table[index[i] % 32]. */
RT_INLINE rt_vec rt_look_up(const float *table, rt_ivec index)
{
#if defined(__clang__)
    return __builtin_ia32_vpermi2varps512(rt_load(table), index, rt_load(table + 16));
#else
    return __builtin_shuffle(rt_load(table), rt_load(table + 16), index);
#endif
}
#endif
