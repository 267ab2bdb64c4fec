/* unroll.c   loops over sums that are held in registers.
 * needs: vec
 *
 * RT_UNROLL stands before a loop whose count is a constant once its function is inlined; RT_TILE makes sure that it is. */
#if defined(__clang__)
#define RT_UNROLL _Pragma("clang loop unroll(full)") /* a count would unroll before the sizes are known to be constants */
#elif defined(__GNUC__) && !defined(__TINYC__)
#define RT_UNROLL _Pragma("GCC unroll 16")
#else
#define RT_UNROLL
#endif
#if defined(__GNUC__)
#define RT_TILE static inline __attribute__((always_inline, unused))
#else
#define RT_TILE static inline
#endif
