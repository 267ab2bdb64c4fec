%# entry.c.tpl: reset, run and the descriptor.  Given: what emit_entry.lua returns.
void ${model}_reset(${model} *${self})
{
% if #resets == 0 then
    (void)${self}; /* keeps nothing from call to call */
% end
% for _, r in ipairs(resets) do
%   if r.count == 1 then
    ${self}->${r.name}[0] = ${r.value};
%   else
    for (size_t i = 0; i < ${r.count}; i++) ${self}->${r.name}[i] = ${r.value};
%   end
% end
}

% if blob then
int ${model}_bind(${model} *${self}, const void *weights, size_t size)
{
    const unsigned char *p = (const unsigned char *)weights;
    uint64_t hash = 0xcbf29ce484222325u; /* FNV-1a over little-endian 32-bit words */
    ${self}->weights = NULL;
    if (p == NULL || size != ${blob.bytes} || (uintptr_t)p % sizeof(float) != 0) return SEQGEN_E_WEIGHTS;
    for (size_t i = 0; i < size; i += 4) {
        const uint32_t word = (uint32_t)p[i] | (uint32_t)p[i + 1] << 8 | (uint32_t)p[i + 2] << 16 | (uint32_t)p[i + 3] << 24;
        hash = (hash ^ word) * 0x100000001b3u;
    }
    if (hash != ${blob.checksum}u) return SEQGEN_E_WEIGHTS;
    ${self}->weights = p;
    return SEQGEN_OK;
}

% end
% if #taken_back > 0 then
/* Ids that a layer computes can be out of range when layers before it have changed their state: it goes back then. */
static void ${model}_keep(${model} *${self})
{
%   for _, f in ipairs(taken_back) do
    for (size_t i = 0; i < ${f.count}; i++) ${self}->${f.copy}[i] = ${self}->${f.name}[i];
%   end
}

static int ${model}_take_back(${model} *${self})
{
%   for _, f in ipairs(taken_back) do
    for (size_t i = 0; i < ${f.count}; i++) ${self}->${f.name}[i] = ${self}->${f.copy}[i];
%   end
    return SEQGEN_E_INDEX;
}

% end
int ${model}_run(${run_params})
{
% if blob then
    if (${self}->weights == NULL) return SEQGEN_E_WEIGHTS;
% end
% for _, text in ipairs(checks) do
    ${text}
% end
% for _, l in ipairs(lengths) do
    const int ${l.name} = ${l.text};
% end
% for _, name in ipairs(unused) do
    (void)${name};
% end
% if #checks + #lengths + #unused > 0 then

% end
% local index_error = #taken_back > 0 and model .. "_take_back(" .. self .. ")" or "SEQGEN_E_INDEX"
% if #taken_back > 0 then
    ${model}_keep(${self});
% end
% for _, c in ipairs(calls) do
%   if c.fails then
    if (${c.text} != 0) return ${index_error};
%   else
    ${c.text};
%   end
% end
    return SEQGEN_OK;
}

% for _, l in ipairs(output_lengths) do
int ${model}_${l.name}_length(int length)
{
    if (${l.bad}) return SEQGEN_E_LENGTH;
    return ${l.text};
}

% end
static void ${model}_reset_any(void *instance)
{
    ${model}_reset((${model} *)instance);
}

static int ${model}_run_any(void *instance, const void *const *inputs, const int *lengths, void *const *outputs)
{
% if variable then
    if (lengths == NULL) return SEQGEN_E_LENGTH;
% else
    (void)lengths;
% end
% if #inputs == 0 then
    (void)inputs;
% end
    return ${model}_run(${any_args});
}

% if #inputs > 0 then
static const seqgen_tensor ${model}_inputs[] = {
% for _, t in ipairs(inputs) do
    ${t},
% end
};
% end
static const seqgen_tensor ${model}_outputs[] = {
% for _, t in ipairs(outputs) do
    ${t},
% end
};

struct ${model}_align { char c; ${model} ${self}; };

#ifdef __cplusplus
extern "C" {
#endif
const seqgen_model ${model}_model = {
    "${model}", sizeof(${model}), offsetof(struct ${model}_align, ${self}), ${#inputs}, ${#outputs},
    ${#inputs > 0 and model .. "_inputs" or "NULL"}, ${model}_outputs, ${model}_reset_any, ${model}_run_any
};
#ifdef __cplusplus
}
#endif
