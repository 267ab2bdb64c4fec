#!/bin/sh
# generate.sh WORK SEQGEN OPTION...: the models that standard input names, a folder or a spec a line, as one file WORK/all.c;
# WORK/list.h names them, WORK/plain.h asks each for plain loops.
set -eu
work=$1
shift
rm -rf "$work"
mkdir -p "$work"
while read -r model; do
    [ ! -d "$model" ] || model=$model/model.yaml
    "$@" "$model" -o "$work/model.c"
    name=$(sed -n 's/^extern const seqgen_model \(.*\)_model;/\1/p' "$work/model.c")
    mv "$work/model.c" "$work/$name.c"
    echo "#include \"$name.c\"" >> "$work/all.c"
    echo "MODEL($name)" >> "$work/list.h"
    echo "#define $(echo "$name" | tr '[:lower:]' '[:upper:]')_RT_PLAIN" >> "$work/plain.h"
done
