#!/bin/sh
# strict.sh SEQGEN ROOT WORK: with --strict every compiler gives the same bits of the models of strict.txt, at every level, with
# wide vectors, narrow ones and plain loops, whether or not it would fuse multiply-adds by itself.
set -eu
seqgen=$1 root=$2 work=$3
here=$(cd "$(dirname "$0")" && pwd)
cd "$root"
"$here/generate.sh" "$work" "$seqgen" --strict < "$here/strict.txt"
cd "$work"
count=0
while read -r compiler flags; do
    command -v "$compiler" >/dev/null || { echo "no $compiler here"; continue; }
    $compiler $flags -I . -DMODELS='"all.c"' "$here/bits.c" -o bits
    ./bits > "bits-$count.txt"
    diff bits-0.txt "bits-$count.txt" > difference.txt || {
        echo "$compiler $flags gives other bits than the first:"
        head -n 20 difference.txt
        exit 1
    }
    echo "$compiler $flags: the same $(wc -l < bits-0.txt) outputs"
    count=$((count + 1))
done <<'END'
gcc -O0
gcc -O2
gcc -O3 -march=native
gcc -O2 -mavx2 -mfma
gcc -std=c99 -O2 -march=native -include plain.h
clang -O2
clang -O3 -march=native
clang -O2 -include plain.h
tcc
END

# What would give other bits is refused: sums in another order, floats held as wider numbers.
for flags in '-O2 -ffast-math' '-O2 -mfpmath=387'; do
    [ "$(uname -m)" = x86_64 ] && command -v gcc >/dev/null || continue
    ! gcc $flags -fsyntax-only -include plain.h all.c 2> refused.txt
    grep -q 'error: #error "--strict' refused.txt || { echo "gcc $flags is not refused"; exit 1; }
done
