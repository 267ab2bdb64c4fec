#!/bin/sh
# code_size.sh WORK: the code of examples/heartbeat by `--optimize size` for a Cortex-M4, without its constants.
set -eu
most=6144
command -v arm-none-eabi-gcc >/dev/null || exit 77
object=$(mktemp)
trap 'rm -f "$object"' EXIT
arm-none-eabi-gcc -std=c99 -mcpu=cortex-m4 -mthumb -mfpu=fpv4-sp-d16 -mfloat-abi=hard -Os -c "$1/small.c" -o "$object"
size=$(arm-none-eabi-size -A "$object" | awk '$1 ~ /^\.text/ {sum += $2} END {print sum + 0}')
echo "$size bytes of code, at most $most"
[ "$size" -gt 0 ] && [ "$size" -le "$most" ]
