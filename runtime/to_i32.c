/* to_i32.c   a float as an integer, cut towards zero; beyond the integers' range the nearest of them, NaN is 0.
 * needs: vec */
RT_FUNC int32_t rt_to_i32(float f)
{
    if (f != f) return 0;
    if (f >= 2147483648.0f) return INT32_MAX;
    if (f < -2147483648.0f) return INT32_MIN;
    return (int32_t)f;
}

