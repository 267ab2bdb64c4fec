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

/* One instance: what a model keeps, and its working memory.  ${bytes} bytes${blob and " beside the pointer to the weights" or "; no pointers"}, so that a
 * copy made with memcpy is a saved state.  Call ${model}_reset before the first run. */
typedef struct ${model} {
% if blob then
    const unsigned char *weights; /* what ${model}_bind was given; reset leaves it */
% end
% for _, field in ipairs(fields) do
    ${field.type} ${field.name}[${field.count}]; /* ${field.note} */
% end
} ${model};

#ifdef __cplusplus
extern "C" {
#endif

/* ${stream and "Starts a new stream: zero state." or "Makes an instance ready."}  Before the first run${stream and ", or to start anew" or ""}. */
void ${model}_reset(${model} *${self});

% if blob then
/* Tells an instance where the weights lie (${file}.bin: linked, mapped or read; aligned as floats are, best to 64
 * bytes).  They are read, never written, and may serve many instances.  Before the first run; returns SEQGEN_OK, or
 * SEQGEN_E_WEIGHTS where size or checksum are not those of this model. */
int ${model}_bind(${model} *${self}, const void *weights, size_t size);

% end
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
