#!/bin/sh
# growth.sh SEQGEN WORK: code grows neither with T nor with a layer's width, once both are past what is unrolled.
set -eu
seqgen=$1 work=$2
mkdir -p "$work"
cd "$work"

# code STEPS CHANNELS: bytes of code, without the constants.
code() {
    cat > growth.yaml <<EOF
seqgen: 1
name: growth
weights: {random: 1}
inputs:
  x: {layout: NTC, shape: [2, $1, $2]}
layers:
  - {op: conv1d, out_channels: $2, kernel_size: 5, padding: same, activation: relu}
  - {op: lstm, hidden_size: $2}
  - {op: gru, hidden_size: $2}
  - {op: linear, out_features: $2}
  - {op: softmax}
outputs:
  y: {from: softmax, layout: NTC}
EOF
    "$seqgen" growth.yaml -o growth.c --weights blob
    gcc -std=c99 -O2 -c growth.c -o growth.o
    size -A growth.o | awk '$1 ~ /^\.text/ {sum += $2} END {print sum}'
}

least=$(code 20000 128)
for shape in '40000 128' '20000 512'; do
    bytes=$(code $shape)
    echo "T and C $shape: $bytes bytes of code; 20000 128: $least"
    [ $((bytes * 100)) -le $((least * 103)) ]
done
