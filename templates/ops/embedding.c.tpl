%# embedding.c.tpl   given: rows and dim of the table k.w, x, y
/* ${node.name}: y[c] = w[id][c], ${rows} ids, ${dim} channels.  Not 0 where an id is outside the table. */
static int ${fn}(${params})
{
    for (int d = 0; d < ${y.size.D}; d++)
        for (int n = 0; n < ${y.size.N}; n++)
            for (int t = 0; t < ${y.size.T}; t++) {
                const int32_t id = ${element(x, {D = "d", N = "n", T = "t"})};
                if (id < 0 || id >= ${rows}) return 1;
                for (int c = 0; c < ${dim}; c++)
                    ${element(y, {D = "d", N = "n", T = "t", C = "c"})} = ${k.w}[id * ${dim} + c];
            }
    return 0;
}
