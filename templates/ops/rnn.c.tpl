%# rnn.c.tpl: rnn.  given: act_n: C text of the activation, and what recurrent_plan.lua returns as vars
/* Plain recurrent network, RT_LANES units of a row at once (their sums come in):
 *   h' = a(W_ih x + b_ih + W_hh h + b_hh) */
RT_INLINE void ${fn}_cell(rt_vec n, float *to_h)
{
    rt_store(to_h, ${act_n});
}

${include("ops/recurrent.c.tpl")}
