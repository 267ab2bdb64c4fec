/* tanh.c   at most 2 ulp off.
 * needs: vec look_up
 *
 * Layers of a stream wait for one another here, so the chain is kept short: what does not need its end is worked out beside it.
 * Below 0.55, where there is no division 0.5625, it is x + x^3 P(x^2).  Coefficients: tests/accuracy/minimax.py. */
#ifdef RT_LOOK_UP
/* From 0.5625 to 9 a polynomial of the distance r from the middle of one of 32 pieces, eight to an octave: one row for each
 * power.  Which piece it is stands in the last bits of |x|'s exponent and first three digits. */
__attribute__((aligned(64))) static const float rt_tanh_pieces[5][32] = {
    {0.971872747f, 0.982845008f, 0.98955977f, 0.993654609f, 0.99614656f, 0.997660995f, 0.998580635f, 0.999138892f,
     0.999593139f, 0.999850333f, 0.999944925f, 0.999979734f, 0.999992549f, 0.999997258f, 0.999998987f, 0.999999642f,
     0.99999994f, 0.53258729f, 0.575862408f, 0.616134405f, 0.653423607f, 0.687790215f, 0.719327509f, 0.748154461f,
     0.786618829f, 0.829801917f, 0.864906609f, 0.893193364f, 0.915824533f, 0.933828056f, 0.948085308f, 0.959335268f},
    {0.0554630235f, 0.0340153873f, 0.0207713246f, 0.0126503501f, 0.00769201526f, 0.00467252405f, 0.0028366386f,
     0.00172146945f, 0.000813409162f, 0.00029931328f, 0.000110121597f, 4.05128776e-05f, 1.49040461e-05f, 5.48291791e-06f,
     2.0170562e-06f, 7.4203399e-07f, 1.65149871e-07f, 0.716350794f, 0.668382525f, 0.620378375f, 0.573037624f,
     0.526944637f, 0.482567966f, 0.44026491f, 0.38123104f, 0.311428905f, 0.251936615f, 0.202205688f, 0.161265403f,
     0.127965167f, 0.10113427f, 0.0796757713f},
    {-0.0539032742f, -0.0334320292f, -0.0205545761f, -0.0125701474f, -0.00766241597f, -0.00466162013f, -0.00283262786f,
     -0.00171999645f, -0.000813149789f, -0.000299294828f, -0.000110125227f, -4.05156243e-05f, -1.49052466e-05f,
     -5.48338539e-06f, -2.01723174e-06f, -7.42099076e-07f, -1.65390077e-07f, -0.381519318f, -0.384896338f, -0.382236481f,
     -0.374436289f, -0.362427354f, -0.347124398f, -0.329386145f, -0.299883485f, -0.258424312f, -0.217901677f,
     -0.180608809f, -0.147690848f, -0.1194975f, -0.0958839431f, -0.0764358044f},
    {0.0339870676f, 0.0215868875f, 0.0134621281f, 0.00830358546f, 0.00508783571f, 0.00310498546f, 0.00189032464f,
     0.00114913238f, 0.000550191209f, 0.000202622483f, 7.45701982e-05f, 2.74368558e-05f, 1.00939787e-05f, 3.71344072e-06f,
     1.36610959e-06f, 5.02564831e-07f, 1.17487325e-07f, -0.0356478542f, -0.00122082711f, 0.0286530219f, 0.0535862148f,
     0.073569119f, 0.0887679011f, 0.0996072292f, 0.108623147f, 0.110509686f, 0.104416005f, 0.0938876793f, 0.0815030187f,
     0.0689502135f, 0.0572157651f, 0.0467925929f},
    {-0.0149904024f, -0.0100235874f, -0.0064385538f, -0.00404099142f, -0.00250181486f, -0.00153632567f, -0.000938828511f,
     -0.000572005229f, -0.000273552956f, -0.000100849502f, -3.71296082e-05f, -1.36631652e-05f, -5.0269291e-06f,
     -1.8493763e-06f, -6.80357346e-07f, -2.50289958e-07f, -5.78319082e-08f, 0.146099761f, 0.128931612f, 0.109726064f,
     0.0897510424f, 0.0701748133f, 0.0518199094f, 0.0352382511f, 0.0144698014f, -0.00556921447f, -0.0176629834f,
     -0.0236329082f, -0.0253841784f, -0.0245244056f, -0.0222569909f, -0.0193872433f},
};

RT_CALLED rt_vec rt_tanh(rt_vec x)
{
    rt_ivec sign = rt_bits(x) & (-0x7fffffff - 1), piece = rt_bits(x) >> 20;
    rt_vec size = rt_abs(x), one = rt_from_bits(rt_bits(rt_splat(1.0f)) | sign);
    rt_vec r = size - rt_from_bits((rt_bits(x) & 0x7ff00000) | 0x80000);
    rt_vec rest = (rt_look_up(rt_tanh_pieces[1], piece) + r * rt_look_up(rt_tanh_pieces[2], piece)) +
                  (r * r) * (rt_look_up(rt_tanh_pieces[3], piece) + r * rt_look_up(rt_tanh_pieces[4], piece));
    rt_vec middle = rt_from_bits(rt_bits(rt_look_up(rt_tanh_pieces[0], piece)) | sign);
    rt_vec u = x * x;
    rt_vec p = (-0.333328754f + u * 0.133190557f) + (u * u) * (-0.0525636114f + u * 0.0162300691f);
    rt_vec other = rt_select_lt(rt_splat(1.0f), size, one, x + (x * u) * p); /* where there is no piece: tanh 9 rounds to 1 */
    rt_vec inside = rt_abs(size - 4.78125f); /* no more than 4.21875 is from 0.5625 to 9 */
    return rt_select_lt(inside, rt_splat(4.21875f), middle + rt_from_bits(rt_bits(r) ^ sign) * rest, other);
}
#else
/* From 0.55 on 1 - 2 / (e^2|x| + 1), where the second part is small enough to hide its error: e^2|x| is
 * 2^n 2^r with n + r = 2 log2(e) |x|. */
RT_CALLED rt_vec rt_tanh(rt_vec x)
{
    rt_vec size = rt_at_most(rt_abs(x), rt_splat(9.1f)); /* tanh 9.1 rounds to 1 */
    rt_vec shifted = size * 2.88539008f + 12583039.0f; /* 1.5 * 2^23 + 127: the last bits are n + 127 */
    rt_vec r = size * 2.88539008f - (shifted - 12583039.0f);
    rt_vec scale = rt_from_bits(rt_shift_left(rt_bits(shifted), 23));
    rt_vec scaled = scale * r, r2 = r * r;
    rt_vec high = (0.0555036627f + r * 0.00962544419f) + r2 * (0.00133879215f + r * 0.000133328198f);
    rt_vec rest = 1.0f + scaled * (0.693147182f + r * 0.240225941f); /* the small parts first: one rounding of the whole */
    rt_vec one = rt_copysign(rt_splat(1.0f), x);
    rt_vec large = one - (one + one) / (scale + (rest + (scaled * r2) * high));
    rt_vec u = x * x;
    rt_vec p = (-0.333329469f + u * 0.133207291f) + (u * u) * (-0.0526720099f + u * 0.0164378807f);
    return rt_select(rt_lt(rt_splat(0.55f), rt_abs(x)), large, x + (x * u) * p);
}
#endif
