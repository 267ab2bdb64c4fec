#!/bin/sh
# An example as its README has it: build_and_run.sh SEQGEN EXAMPLE WORK ARGUMENT...
# Copies the example's main.c and data to WORK, makes NAME.c beside it (NAME is the model's), builds and runs it.
set -eu
seqgen=$1 example=$2 work=$3
shift 3
rm -rf "$work"
mkdir -p "$work"
name=$(sed -n 's/^name: *//p' "$example/model.yaml")
"$seqgen" "$example/model.yaml" -o "$work/$name.c"
cp "$example"/* "$work"
cd "$work"
${CC:-cc} -std=c99 -O2 -Wall -Wextra -Werror main.c -o example
./example "$@"
