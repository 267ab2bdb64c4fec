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

/* An odd function of x: in 32 pieces of |x|, eight to an octave, a polynomial of the distance r from a piece's middle; table:
 * one row for each power.  Which piece it is stands in the last bits of the exponent and first three digits, so that |x| has to
 * lie in four octaves; outside the result means nothing.  1e-30 is lost in r r, but for x = 0, where no denormal may come out: it would
 * take long. */
RT_INLINE rt_vec rt_odd_pieces(const float (*table)[32], rt_vec x)
{
    rt_ivec sign = rt_bits(x) & (-0x7fffffff - 1), piece = rt_bits(x) >> 20;
    rt_vec r = rt_abs(x) - rt_from_bits((rt_bits(x) & 0x7ff00000) | 0x80000);
    rt_vec rest = (rt_look_up(table[1], piece) + r * rt_look_up(table[2], piece)) +
                  (r * r + 1e-30f) * (rt_look_up(table[3], piece) + r * rt_look_up(table[4], piece));
    rt_vec middle = rt_from_bits(rt_bits(rt_look_up(table[0], piece)) | sign);
    return middle + rt_from_bits(rt_bits(r) ^ sign) * rest;
}
#endif
