#!/bin/sh
# An example as its README has it:  run_readme.sh EXAMPLE FOLDER_OF_SEQGEN WORK
# Copies the example, and what examples share, to WORK, runs the README's blocks behind `<!-- run -->` in their order,
# and wants every line of its blocks behind `<!-- prints -->` among what they print.  Their `cc` stops at any warning.
set -eu
example=$1 work=$3/$(basename "$1")
PATH=$3/bin:$2:$PATH
rm -rf "$3"
mkdir -p "$3/bin"
printf '#!/bin/sh\nexec %s -Wall -Wextra -Werror "$@"\n' "$(command -v "${CC:-cc}")" > "$3/bin/cc"
chmod +x "$3/bin/cc"
cp -R "$example" "$example/../common" "$3"
cd "$work"
awk '
    /^<!-- run -->/ { target = "commands.sh"; next }
    /^<!-- prints -->/ { target = "expected.txt"; next }
    /^```/ { inside = !inside && target != ""; if (!inside) target = ""; next }
    inside { print > target }' README.md
touch expected.txt
sh -eux commands.sh > printed.txt || { cat printed.txt; exit 1; }
cat printed.txt
while IFS= read -r line; do
    grep -qFx -e "$line" printed.txt || { printf 'README.md promises, and nothing printed:\n%s\n' "$line"; exit 1; }
done < expected.txt
