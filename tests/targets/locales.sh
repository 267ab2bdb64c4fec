#!/bin/sh
# locales.sh SEQGEN ROOT: the same bytes and messages whatever the locale says of numbers, letters and time zones.
# Makes itself one with a decimal comma, and Turkish, whose i is another letter, where the machine can.
set -eu
seqgen=$1 root=$2
locales=$(mktemp -d)
trap 'rm -rf "$locales"' EXIT
made=C
for name in de_DE tr_TR; do
    ! localedef -i "$name" -f ISO-8859-9 "$locales/$name" 2>/dev/null || made="$made $name"
done

cd "$root"
wrong=$(find tests/errors -name '*.yaml' | sort | head -n 1)
try() {
    mkdir -p "$locales/$1"
    "$seqgen" examples/heartbeat/model.yaml -o "$locales/$1/model.c"
    "$seqgen" explain examples/heartbeat/model.yaml > "$locales/$1/explain.txt"
    ! "$seqgen" "$wrong" -o "$locales/$1/wrong.c" 2> "$locales/$1/message.txt"
}
try expected
for name in $made no_such_locale; do
    echo "$name"
    (export LOCPATH="$locales" LC_ALL="$name" TZ=Asia/Tokyo; try "got-$name")
    diff -r "$locales/expected" "$locales/got-$name"
done
[ "$made" != C ] || echo "no other locale could be made here"
