%# recurrent.c.tpl: layers and directions of lstm, gru, rnn and of the cells; included behind the cell's own functions.
%# given: what recurrent_plan.lua returns as vars
% if layer.both and layer.fused then
/* Where the second direction's part of the scratch begins. */
enum {
#ifdef _OPENMP /* both directions walk at the same time, in a half each */
    ${fn}_OTHER = ${layer.half}
#else
    ${fn}_OTHER = 0
#endif
};

% elseif layer.both then
/* How many steps the input half is made of at once, and where the second direction's part of the scratch begins. */
enum {
#ifdef _OPENMP /* both directions walk at the same time, in a half each */
    ${fn}_STEPS = ${layer.half_block}, ${fn}_OTHER = ${layer.half}
#else
    ${fn}_STEPS = ${block}, ${fn}_OTHER = 0
#endif
};

% end
% for _, role in ipairs(roles) do
%   if not role.fused then
${include("ops/recurrent_input.c.tpl", {role = role})}

%   end
% end
% for _, stage in ipairs(stages) do
%   for i, role in ipairs(roles) do
%     if i == 1 or role.fused and stage.w_x then
% local given = {stage = stage, role = role.fused and stage.w_x and role or false}
%       if stage.pairs then
#if RT_PAIRS
${include("ops/recurrent_pairs.c.tpl", given)}
#else
${include("ops/recurrent_stage.c.tpl", given)}
#endif

%       else
${include("ops/recurrent_stage.c.tpl", given)}

%       end
%     end
%   end
% end
% for _, role in ipairs(roles) do
${include("ops/recurrent_walk.c.tpl", {role = role})}

% end
/* ${node.name}: ${node.op}, ${layer.cell and "one step" or #runs == 1 and "one layer in one direction" or #runs .. " walks: each layer in each direction"}${layer.pairs and "; two terms in one, see rt_gate_pairs" or ""}${threads}. */
static void ${fn}(${params})
{
% local body = include("ops/recurrent_runs.c.tpl")
% if rows < layer.n then
    for (int n = 0; n < ${layer.n}; n += ${rows}) { /* rows do not see each other */
        ${body}
    }
% else
    ${body}
% end
}
