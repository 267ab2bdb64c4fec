--- NAME_OUTPUT_length: how long an output with a T is for a length of the caller's, also where that is the same for all.

local out_file = require "out_file"
local process = require "process"

local seqgen = assert(os.getenv "SEQGEN", "set SEQGEN to the program")

local SPEC = [[
seqgen: 1
name: m
weights: {random: 3}
inputs:
  x: {layout: NTC, shape: [1, max 9, 2]}
layers:
  - {op: conv1d, name: conv, out_channels: 2, kernel_size: 3, stride: 2}
  - {op: adaptive_avg_pool1d, name: parts, output_size: 4}
outputs:
  strided: {from: conv, layout: NTC}
  parts: {from: parts, layout: NCT}
]]

local PROGRAM = [[
#include "m.h"
#include <stdio.h>

int main(void)
{
    for (int length = -1; length <= 10; length++) {
        const int good = length >= 3 && length <= 9;
        if (m_strided_length(length) != (good ? (length - 3) / 2 + 1 : SEQGEN_E_LENGTH)) return printf("strided %d\n", length);
        if (m_parts_length(length) != (good ? 4 : SEQGEN_E_LENGTH)) return printf("parts %d\n", length);
    }
    return 0;
}
]]

local function run_ok(arguments, folder)
  local run = assert(process.run(arguments, {cwd = folder}))
  assert(run.status == 0, run.stdout .. run.stderr)
end

local tests = {}

function tests.each_output_with_a_T_has_a_length()
  local folder = assert(process.make_folder())
  assert(out_file.write(folder .. "/m.yaml", SPEC))
  assert(out_file.write(folder .. "/main.c", PROGRAM))
  run_ok({seqgen, "m.yaml", "-o", "m.c", "--header", "m.h"}, folder)
  run_ok({"gcc", "-std=c99", "-O1", "-Wall", "-Wextra", "-Werror", "main.c", "m.c", "-o", "main"}, folder)
  run_ok({"./main"}, folder)
  process.remove_folder(folder)
end

return tests
