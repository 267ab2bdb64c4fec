#!/bin/sh
# together.sh WORK: all models in one program, included in one file and linked from many, as C and as C++.  together.c
# calls each by its descriptor.
set -eu
work=$1
here=$(cd "$(dirname "$0")" && pwd)
cd "$work"
models=$(sed -n 's/^#include "\(.*\)\.c"/\1/p' all.c)
prefixes=$(for model in $models; do sed -n 's/^extern const seqgen_model \(.*\)_model;/\1/p' "$model.c"; done)
for prefix in $prefixes; do
    echo "MODEL($prefix)"
done > list.h
{ sed -n '/^#ifndef SEQGEN_H/,/^#endif \/\* SEQGEN_H/p' small.c
  sed 's/MODEL(\(.*\))/extern const seqgen_model \1_model;/' list.h; } > declared.h

warnings='-Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror -O1 -I .'
cc -std=c99 $warnings -DMODELS='"all.c"' "$here/together.c" -o included
cc -std=c99 $warnings -DMODELS='"declared.h"' "$here/together.c" $(printf '%s.c ' $models) -o linked
! command -v c++ >/dev/null || {
    c++ -x c++ -std=c++11 $warnings -DMODELS='"all.c"' "$here/together.c" -o included_as_cxx
    ./included_as_cxx
}
./included > included.txt
./linked > linked.txt
cat included.txt
cmp included.txt linked.txt
