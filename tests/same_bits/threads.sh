#!/bin/sh
# threads.sh SEQGEN ROOT WORK: with -fopenmp a model is compiled without a warning, and threads give the bits of one.
set -eu
seqgen=$1 root=$2 work=$3
here=$(cd "$(dirname "$0")" && pwd)
cd "$root"
"$here/generate.sh" "$work" "$seqgen" <<'END'
tests/same_bits/large.yaml
tests/bench/specs/conv1d_layer.yaml
END
cd "$work"

for compiler in gcc clang; do
    command -v $compiler >/dev/null || { echo "no $compiler here"; continue; }
    compile="$compiler -std=c99 -O2 -march=native -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror -I ."
    $compile -DMODELS='"all.c"' "$here/bits.c" -o alone
    $compile -fopenmp -DMODELS='"all.c"' -c "$here/bits.c" -o threads.o
    nm -u threads.o | grep -q 'GOMP_parallel\|__kmpc_fork' || { echo "$compiler shares no loop among threads"; exit 1; }
    $compiler -fopenmp threads.o -o threads || { echo "$compiler has no OpenMP library here"; continue; }
    ./alone > alone.txt
    for threads in 1 2 3; do
        OMP_NUM_THREADS=$threads ./threads > threads.txt
        diff alone.txt threads.txt || { echo "$compiler: $threads threads give other bits than no OpenMP"; exit 1; }
    done
    echo "$compiler: the same $(wc -l < alone.txt) outputs by 1, 2 and 3 threads"
done
