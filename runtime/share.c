/* share.c   rows are dealt out to threads, where there are any: compiled with -fopenmp, and called in a parallel region.
 * needs: vec */

typedef struct { int first, count; } rt_share; /* rows first … first + count - 1 */

/* This thread's rows of walk `walk`, if the rows of `walks` walks are dealt out, a run of neighbours to each thread.  `unit`
 * rows stay together; the last ones of a walk, up to 2 * unit - 1, too.  Without threads it is all of them.
 * Every thread makes the same calls; nobody waits. */
RT_FUNC rt_share rt_share_of(int walk, int walks, int rows, int unit)
{
    rt_share own = {0, rows};
#ifdef _OPENMP
    const int units = rows < unit ? 1 : rows / unit;
    own.count = 0;
#pragma omp for schedule(static) nowait
    for (int i = 0; i < walks * units; i++)
        if (i / units == walk) {
            const int u = i % units;
            if (own.count == 0) own.first = u * unit;
            own.count = (u + 1 < units ? (u + 1) * unit : rows) - own.first;
        }
#else
    (void)walk, (void)walks, (void)unit;
#endif
    return own;
}
