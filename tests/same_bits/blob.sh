#!/bin/sh
# blob.sh SEQGEN WORK: --weights blob gives the bits of the default form, and binds only what it was made with.
set -eu
seqgen=$1 work=$2
here=$(cd "$(dirname "$0")" && pwd)
rm -rf "$work"
mkdir -p "$work"
cp "$here/large.yaml" "$work"
cd "$work"
"$seqgen" large.yaml -o inside.c
"$seqgen" large.yaml --weights blob -o outside.c
[ "$(wc -c < outside.c)" -lt "$(wc -c < inside.c)" ] || { echo 'outside.c is no smaller'; exit 1; }

for compiler in 'gcc -std=c99 -O2 -march=native' 'g++ -x c++ -std=c++11 -O1' 'clang -O2' 'tcc'; do
    command -v "${compiler%% *}" >/dev/null || { echo "no ${compiler%% *} here"; continue; }
    compile="$compiler -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror -DMODEL=large"
    $compile -DFILE_NAME='"inside.c"' -I . "$here/blob.c" -o inside
    $compile -DFILE_NAME='"outside.c"' -DBLOB -I . "$here/blob.c" -o outside
    ./inside inside.out
    ./outside outside.out outside.bin
    cmp inside.out outside.out
    echo "$compiler: the same $(wc -c < inside.out) bytes"
done

# The ways into a program that docs/emitted-code.md names.
ld -r -b binary outside.bin -o outside_bin.o
objcopy --set-section-alignment .data=64 outside_bin.o
for way in MAPPED INCBIN LINKED; do
    object=
    [ $way != LINKED ] || object=outside_bin.o
    gcc -O2 -Wall -Wextra -Werror -D$way -DMODEL=large -DFILE_NAME='"outside.c"' -DBLOB_NAME='"outside.bin"' -I . "$here/blob_ways.c" \
        $object -z noexecstack -o way
    ./way || { echo "weights that are $way are not bound"; exit 1; }
done

# The bytes mean nothing to a big-endian machine: its compiler has to say so, for either form.
command -v clang >/dev/null || exit 0
for file in inside.c outside.c; do
    ! clang --target=mips-none-elf -ffreestanding -fsyntax-only "$file" 2> big_endian.txt
    grep -q 'error:.*little-endian' big_endian.txt || { echo "$file is taken by a big-endian machine"; exit 1; }
done
