%# winograd_share.c.tpl: what one thread works on.  Given: m, blocks (see winograd.c.tpl).
{
    float *own = prepared + share * ${3 * m.apart}; /* sums and differences of its own */
    const int end_pair = share + 1 < shares ? (share + 1) * length : all_pairs;
    ${blocks}
}
