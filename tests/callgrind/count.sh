#!/bin/sh
# count.sh SEQGEN ROOT WORK [--update]: how many instructions one call of each workload of ceilings.txt takes, under callgrind,
# so that a slowdown shows without a clock.  Fails where there are more than the ceiling; --update rewrites the table: what is
# counted now and 3 % more.
#
# The flags are fixed, and tell the compiler of no more than callgrind knows (no AVX-512).  Another compiler gives other
# code, so counts hold for the gcc that the table names; elsewhere there is nothing to compare, and the test is skipped.
set -eu
seqgen=$1 root=$2 work=$3 update=${4-}
here=$(cd "$(dirname "$0")" && pwd)
table=$here/ceilings.txt
calls=$(sed -n 's/^enum { CALLS = \([0-9]*\) };/\1/p' "$here/count.c")

skip() {
    echo "skipped: $1"
    exit 77
}

command -v valgrind >/dev/null || skip 'no valgrind here'
command -v gcc >/dev/null || skip 'no gcc here'
[ "$(uname -m)" = x86_64 ] && grep -qw avx2 /proc/cpuinfo && grep -qw fma /proc/cpuinfo || skip 'this CPU has no AVX2 and FMA'
compiler="gcc $(gcc -dumpversion | cut -d. -f1)"
[ -n "$update" ] || grep -q "^# compiler: $compiler\$" "$table" || skip "the table is of another compiler than $compiler"

# count SPEC PARAM=VALUE: instructions of a call
count() {
    folder=$work/$1-$2
    mkdir -p "$folder"
    sed "s/\(params: {.*${2%=*}: \)[0-9]*/\1${2#*=}/" "$root/tests/bench/specs/$1.yaml" > "$folder/model.yaml"
    "$seqgen" "$folder/model.yaml" -o "$folder/model.c" --header "$folder/model.h"
    gcc -O2 -mavx2 -mfma -c "$folder/model.c" -o "$folder/model.o"
    gcc -O2 -DMODEL="$1" -DHEADER="\"$folder/model.h\"" "$here/count.c" "$folder/model.o" -o "$folder/count"
    valgrind --tool=callgrind --callgrind-out-file="$folder/callgrind.out" --toggle-collect="$1_run" "$folder/count" \
        2> "$folder/log.txt" || { cat "$folder/log.txt"; return 1; }
    sum=$(awk '$2 == "Collected" {print $4}' "$folder/log.txt")
    echo $((sum / calls))
}

status=0
{
    echo '# Instructions of one call, at most: a bench spec, its parameter, the ceiling.  Written by count.sh --update.'
    echo "# compiler: $compiler"
} > "$work.ceilings"
while read -r spec param ceiling; do
    case $spec in '#') continue ;; esac
    counted=$(count "$spec" "$param")
    echo "$spec $param: $counted instructions, at most $ceiling"
    [ "$counted" -le "$ceiling" ] || status=1
    echo "$spec $param $((counted * 103 / 100))" >> "$work.ceilings"
done < "$table"
[ -z "$update" ] || { mv "$work.ceilings" "$table"; echo "$table is written anew"; exit 0; }
[ "$status" = 0 ] || echo 'More instructions than recorded: a slowdown, or a change that is worth it (then run count.sh --update).'
exit $status
