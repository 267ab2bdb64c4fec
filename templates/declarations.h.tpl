%# declarations.h.tpl: what users of the model see; in model.c and, with --header, in a header of its own.
#ifndef SEQGEN_MODEL_${model}
#define SEQGEN_MODEL_${model}

/* ---- 1. Sizes, in elements ----------------------------------------------------------------- */

enum {
% for i, size in ipairs(sizes) do
    ${size.name} = ${size.value}${i < #sizes and "," or ""}${size.note}
% end
};

/* ---- 2. State ------------------------------------------------------------------------------ */

/* One instance: what a model keeps, and its working memory.  ${bytes} bytes; no pointers, so that a
 * copy made with memcpy is a saved state.  Call ${model}_reset before the first run. */
typedef struct ${model} {
% for _, field in ipairs(fields) do
    ${field.type} ${field.name}[${field.count}]; /* ${field.note} */
% end
} ${model};

#ifdef __cplusplus
extern "C" {
#endif

/* ${stream and "Starts a new stream: zero state." or "Makes an instance ready."}  Before the first run${stream and ", or to start anew" or ""}. */
void ${model}_reset(${model} *m);

% for _, line in ipairs(run_comment) do
${line}
% end
int ${model}_run(${run_params});

% for _, l in ipairs(output_lengths) do
/* How long output '${l.name}' is for an input of `length` steps; ${l.range}. */
int ${model}_${l.name}_length(int length);

% end
/* The same through one uniform descriptor. */
extern const seqgen_model ${model}_model;

#ifdef __cplusplus
}
#endif

#endif /* SEQGEN_MODEL_${model} */
