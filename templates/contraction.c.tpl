%# contraction.c.tpl: whether a * b + c may become one fused operation.  Given: strict
% if strict then
/* No a * b + c becomes one fused operation, so that every compiler and target gives the same bits (--strict). */
#if defined(__FAST_MATH__)
#error "--strict: -ffast-math changes the order of sums"
#elif defined(__FLT_EVAL_METHOD__) && (__FLT_EVAL_METHOD__ == 1 || __FLT_EVAL_METHOD__ == 2)
#error "--strict: floats are worked on as wider numbers here; on x86 give -msse2 -mfpmath=sse"
#endif
#if defined(__clang__)
#pragma clang fp contract(off)
#elif defined(__GNUC__) && !defined(__TINYC__)
#pragma GCC push_options
#pragma GCC optimize("fp-contract=off")
#endif
% else
/* a * b + c becomes one fused operation where the CPU has it, under -std=c99 too; clang does so by itself. */
#if defined(__GNUC__) && !defined(__clang__) && !defined(__TINYC__)
#pragma GCC push_options
#pragma GCC optimize("fp-contract=fast")
#endif
% end
