%# product.c.tpl: rows of x times packed weights, into y (see product.lua).  Given: m, from product.plan, x, y, k.
% local t = product_text.pieces(m, k)
% local tiles = include("ops/product_" .. m.form .. ".c.tpl", {m = m, t = t, p = m.p, blocks = m.p.blocks.count})
${t.sizes}
${t.about}
${t.share(product_text.nest(t.loops, tiles))}
