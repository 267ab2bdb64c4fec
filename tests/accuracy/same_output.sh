#!/bin/sh
# same_output.sh PROGRAM...: each succeeds, and all print the same.
set -eu
first=$("$1")
printf '%s\n' "$first"
shift
for program; do
    other=$("$program")
    [ "$other" = "$first" ] || {
        printf '%s prints otherwise:\n%s\n' "$program" "$other"
        exit 1
    }
done
