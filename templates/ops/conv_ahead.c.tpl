%# conv_ahead.c.tpl: see conv_ahead.lua.  Given: m, y, k, post.
% local own = {m = m.earlier, y = m.slot, k = {w = k.w_earlier, b = "before"}, post = function(v) return v end, has_post = false}
float *const here = ahead${m.dilation > 1 and " + *slot * " .. m.columns or ""};
{   /* the last tap, to what the others have summed up */
    ${include("ops/product.c.tpl", {m = m.last, k = {w = k.w, b = m.columns > m.outputs and "here + " .. m.columns - m.outputs or "here"}})}
}
% if m.columns > m.outputs then
float before[${m.room}] RT_ALIGNED; /* each tap goes to the sum of those before it */
rt_copy(before, ${k.b}, ${m.outputs});
rt_copy(before + ${m.outputs}, here, ${m.columns - m.outputs});
% else
const float *const before = ${k.b};
% end
{
    ${include("ops/product.c.tpl", own)}
}
% if m.dilation > 1 then
*slot = *slot + 1 < ${m.dilation} ? *slot + 1 : 0;
% end
