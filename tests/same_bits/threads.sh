#!/bin/sh
# threads.sh SEQGEN ROOT WORK: with -fopenmp a model is compiled without a warning, threads give the bits of one, and no two
# write what the other reads or writes.
set -eu
seqgen=$1 root=$2 work=$3
here=$(cd "$(dirname "$0")" && pwd)
rm -rf "$work.specs"
mkdir -p "$work.specs"

# with_batch SPEC N...: the spec with so many rows, under a name of its own.
with_batch() {
    spec=$1
    shift
    for n in "$@"; do
        sed "s/batch: [0-9]*}/batch: $n}/; s/^name: .*/&_$n/" "$here/$spec.yaml" > "$work.specs/${spec}_$n.yaml"
        echo "$work.specs/${spec}_$n.yaml"
    done
}

cd "$root"
{
    echo tests/same_bits/large.yaml
    echo tests/bench/specs/conv1d_layer.yaml
    echo tests/bench/specs/speech_conv.yaml
    with_batch products 1 20
    with_batch places 1 5
    with_batch walks 1 3 10 32 70
    with_batch walks_stream 21 80
} | "$here/generate.sh" "$work" "$seqgen"
cd "$work"
regions=$(cat *.c | grep -c 'pragma omp parallel')
[ "$regions" -ge 50 ] || { echo "only $regions loops or walks are shared among threads"; exit 1; }

for compiler in gcc clang; do
    command -v $compiler >/dev/null || { echo "no $compiler here"; continue; }
    compile="$compiler -std=c99 -O2 -march=native -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror -I ."
    $compile -DMODELS='"all.c"' "$here/bits.c" -o alone
    $compile -fopenmp -DMODELS='"all.c"' -c "$here/bits.c" -o threads.o
    nm -u threads.o | grep -q 'GOMP_parallel\|__kmpc_fork' || { echo "$compiler shares no loop among threads"; exit 1; }
    $compiler -fopenmp threads.o -o threads || { echo "$compiler has no OpenMP library here"; continue; }
    ./alone > alone.txt
    for threads in 1 2 3 4 7; do
        OMP_NUM_THREADS=$threads OMP_WAIT_POLICY=passive ./threads > threads.txt
        diff alone.txt threads.txt || { echo "$compiler: $threads threads give other bits than no OpenMP"; exit 1; }
    done
    echo "$compiler: the same $(wc -l < alone.txt) outputs by 1, 2, 3, 4 and 7 threads"
done

# ThreadSanitizer sees every race there is, with what libarcher tells it of OpenMP.
archer=$(dirname "$(readlink -f "$(command -v clang)")")/../lib/libarcher.so
[ -f "$archer" ] || { echo "no libarcher here"; exit 0; }
clang -O1 -g -march=native -fopenmp -fsanitize=thread -I . -DMODELS='"all.c"' "$here/bits.c" -o races
OMP_NUM_THREADS=3 OMP_TOOL_LIBRARIES=$archer TSAN_OPTIONS=ignore_noninstrumented_modules=1 ./races > threads.txt
echo 'ThreadSanitizer sees no race'
