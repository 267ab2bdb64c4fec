#!/bin/sh
# generate.sh SEQGEN ROOT WORK: models that use quite different parts of the runtime, each by the options that it stands
# beside, as WORK/NAME.c; WORK/all.c holds them all.
set -eu
seqgen=$1 root=$2 work=$3
rm -rf "$work"
mkdir -p "$work"
while read -r model options; do
    name=$(echo "$model" | tr / _)
    "$seqgen" $options "$root/$model/model.yaml" -o "$work/$name.c"
    echo "#include \"$name.c\"" >> "$work/all.c"
done <<'END'
examples/heartbeat --optimize speed
tests/models/conv_then_lstm --strict
tests/models/encoder_decoder
tests/models/transformer_block
tests/models/residual_tcn_stream --optimize size
tests/models/pooled_length
tests/models/sketch_encoder --fast-math
tests/models/length_chain
tests/ops/gru/initial_inputs
tests/ops/embedding/length
tests/ops/conv_transpose1d/stream_causal_groups
tests/ops/instance_norm/plain --fast-math
tests/ops/lstm/bidirectional
END
"$seqgen" --optimize size "$root/examples/heartbeat/model.yaml" -o "$work/small.c"
