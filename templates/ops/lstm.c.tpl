%# lstm.c.tpl: lstm and lstm_cell.  given: act_i, act_f, act_g, act_o, act_c_new: C text of the activations; shares: they are
%# sigmoid and tanh, whose products share a division (runtime/gates.c); gate: what the names of their functions begin with; and
%# what recurrent_plan.lua returns as vars
/* ${layer.cell and "One step of an LSTM" or "LSTM"}, for RT_LANES units of a row at once (gates before their activation come in):
 *   i = s(W_ii x + b_ii + W_hi h + b_hi${layer.peephole and " + p_i c" or ""})      f, o likewise, with weights of their own${layer.peephole and "; o sees c'" or ""}
 *   g = a(W_ig x + b_ig + W_hg h + b_hg)
 *   c' = f c + i g,   h' = o a(c')${layer.projected and ",   then h' = W_hr h'" or ""} */
RT_INLINE void ${fn}_cell(rt_vec i, rt_vec f, rt_vec g, rt_vec o, const float *c, float *to_c, float *to_h${layer.peephole and ", const float *peephole" or ""})
{
    const rt_vec c_old = rt_load(c);
% if layer.peephole then
    i += rt_load(peephole) * c_old;
    f += rt_load(peephole + 16) * c_old;
% end
% if shares then
    ${gate} add[2], keep; /* i, g; f */
    const rt_vec add_sums[2] = {i, g};
    ${gate}s(1, 2, add_sums, add);
    ${gate}s(1, 1, &f, &keep);
    const rt_vec c_new = ${gate}_scale(keep, c_old) + ${gate}_product(add[0], add[1]);
% else
    i = ${act_i};
    f = ${act_f};
    g = ${act_g};
    const rt_vec c_new = f * c_old + i * g;
% end
% if layer.peephole then
    o += rt_load(peephole + 32) * c_new;
% end
    rt_store(to_c, c_new);
% if shares then
    rt_store(to_h, ${gate}_output(o, c_new));
% else
    o = ${act_o};
    rt_store(to_h, o * ${act_c_new});
% end
}

% if layer.projected then
RT_INLINE void ${fn}_project(rt_vec y, float *to_h)
{
    rt_store(to_h, y);
}

% end
${include("ops/recurrent.c.tpl")}
