%# linear.c.tpl: see linear.lua.  Given: x, y, k, m.
/* ${node.name}: y[o] = b[o] + sum over i of w[o][i] * x[i] at every place.  ${x.max.C} -> ${y.max.C} channels;
 * ${cut}. */
static void ${fn}(${params})
{
    ${include("ops/product.c.tpl")}
}
