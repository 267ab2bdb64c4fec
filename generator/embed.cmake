# Writes OUTPUT, a C file that holds each of FILES (paths below ROOT, parted by |) byte for byte.
# Run by the build:  cmake -DROOT=... -DFILES=a|b -DOUTPUT=embedded_files.c -P embed.cmake
# host.h declares what stands in the file: EMBEDDED_FILES, sorted by path, and EMBEDDED_COUNT.
string(REPLACE "|" ";" FILES "${FILES}")
list(SORT FILES)
set(text "/* Written by embed.cmake from the source tree.  Do not edit. */\n#include \"host.h\"\n\n")
set(table "")
set(number 0)
foreach(file IN LISTS FILES)
  file(READ "${ROOT}/${file}" hex HEX)
  string(LENGTH "${hex}" size)
  math(EXPR size "${size} / 2")
  string(REGEX REPLACE "(..)" "0x\\1," bytes "${hex}")
  # A line each 16 bytes; the closing 0 keeps an empty file legal C and is not counted.
  string(REGEX REPLACE "(0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,)"
    "\\1\n" bytes "${bytes}")
  string(APPEND text "static const unsigned char FILE_${number}[] = {\n${bytes}0};\n")
  string(APPEND table "    {\"${file}\", FILE_${number}, ${size}},\n")
  math(EXPR number "${number} + 1")
endforeach()
string(APPEND text "\nconst struct embedded_file EMBEDDED_FILES[] = {\n${table}    {0, 0, 0},\n};\n"
  "const size_t EMBEDDED_COUNT = ${number};\n")
file(WRITE "${OUTPUT}" "${text}")
