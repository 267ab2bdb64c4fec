/* unroll.c   loops over sums that are held in registers.
 * needs: vec
 *
 * RT_UNROLL stands before a loop whose count is a constant once its function is inlined; RT_TILE makes sure that it is.
 * RT_ROLLED stands before a loop over their terms, which clang would unroll whole where it is short, and mix with what
 * follows until sums have to leave their registers. */
#if defined(__clang__)
#define RT_UNROLL _Pragma("clang loop unroll(full)") /* a count would unroll before the sizes are known to be constants */
#define RT_ROLLED _Pragma("clang loop unroll(disable)")
#elif defined(__GNUC__) && !defined(__TINYC__)
#define RT_UNROLL _Pragma("GCC unroll 16")
#define RT_ROLLED
#else
#define RT_UNROLL
#define RT_ROLLED
#endif
#if defined(__GNUC__)
#define RT_TILE static inline __attribute__((always_inline, unused))
#else
#define RT_TILE static inline
#endif
