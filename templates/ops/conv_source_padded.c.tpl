%# conv_source_padded.c.tpl: x with its padding.  Given: source, c (channels), inner.
% local INDEX = {reflect = {"before - t", "steps - 2 - t"}, replicate = {"0", "steps - 1"}, circular = {"steps - before + t", "t"}}
% local index = INDEX[source.mode]
% local x_step = function(t) return address(x, {N = source.at.N, D = source.at.D, T = t}) end
const int steps = ${x.size.T}, before = ${source.left}, all = ${source.rows};
${copy("padded + before * " .. c, x_step("0"), "steps")}
% if index then
for (int t = 0; t < before; t++)
    rt_copy_rows(padded + t * ${c}, 0, 1, ${x_step(index[1])}, 0, ${x.stride.C}, 1, ${c});
for (int t = 0; t < all - before - steps; t++)
    rt_copy_rows(padded + (before + steps + t) * ${c}, 0, 1, ${x_step(index[2])}, 0, ${x.stride.C}, 1, ${c});
% else
for (int i = 0; i < before * ${c}; i++)
    padded[i] = 0.0f;
for (int i = (before + steps) * ${c}; i < all * ${c}; i++)
    padded[i] = 0.0f;
% end
${inner}
