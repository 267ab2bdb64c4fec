%# gru.c.tpl: gru and gru_cell.  given: act_r, act_z, act_candidate: C text of the activations; shares: they are sigmoid
%# and tanh, which come as fractions (runtime/gates.c); gate: what the names of their functions begin with; and what
%# recurrent_plan.lua returns as vars
/* ${layer.cell and "One step of a GRU" or "GRU"}, for RT_LANES units of a row at once (gates before their activation come in):
 *   r = s(W_ir x + b_ir + W_hr h + b_hr),   z likewise
% if layer.reset_after then
 *   n = a(W_in x + b_in + r (W_hn h + b_hn))
% else
 *   n = a(W_in x + b_in + W_hn (r h) + b_hn)
% end
 *   h' = (1 - z) n + z h */
% if layer.reset_after then
RT_INLINE void ${fn}_cell(rt_vec r, rt_vec z, rt_vec x, rt_vec n, const float *h, float *to_h)
{
% if shares then
    const rt_vec sums[2] = {r, z};
    ${gate} gates[2], last; /* r, z; n */
    ${gate}s(2, 2, sums, gates);
    const rt_vec candidate = x + ${gate}_scale(gates[0], n), keep = ${gate}_scale(gates[1], rt_splat(1.0f));
    ${gate}s(0, 1, &candidate, &last);
    rt_store(to_h, keep * rt_load(h) + ${gate}_scale(last, 1.0f - keep));
% else
    r = ${act_r};
    z = ${act_z};
    rt_vec candidate = x + r * n;
    candidate = ${act_candidate};
    rt_store(to_h, candidate + z * (rt_load(h) - candidate));
% end
}
% else
RT_INLINE void ${fn}_gates(rt_vec r, rt_vec z, const float *h, float *to_reset_h, float *to_z)
{
    r = ${act_r};
    rt_store(to_reset_h, r * rt_load(h));
    rt_store(to_z, ${act_z});
}

RT_INLINE void ${fn}_cell(rt_vec candidate, const float *z, const float *h, float *to_h)
{
    candidate = ${act_candidate};
    rt_store(to_h, candidate + rt_load(z) * (rt_load(h) - candidate));
}
% end

${include("ops/recurrent.c.tpl")}
