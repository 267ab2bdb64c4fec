#!/bin/sh
# compile.sh WORK COMPILER FLAG...: compiles all models as freestanding C99, where any warning is an error, and looks
# whether the object calls anything.  A compiler may always call memcpy, memmove and memset, and its own library (names
# that begin with two underscores) where the machine has no float arithmetic.
set -eu
work=$1
shift
command -v "$1" >/dev/null || exit 77
object=$(mktemp)
trap 'rm -f "$object"' EXIT
"$@" -std=c99 -ffreestanding -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror -O1 -c "$work/all.c" -o "$object"
called=$(nm -u "$object" 2>/dev/null | awk '$2 !~ /^(__.*|memcpy|memmove|memset)$/ {print $2}')
[ -z "$called" ] || { echo "calls $called"; exit 1; }
