--- A file compiles without a warning at every level of optimisation: gcc warns of what it believes to see on paths that are none.

local out_file = require "out_file"
local process = require "process"

local seqgen = assert(os.getenv "SEQGEN", "set SEQGEN to the program")

local FLAGS = {"-O1", "-O2", "-O3", "-Os", "-O2 -mavx2 -mfma"}

local function expect_silence(spec)
  local folder = assert(process.make_folder())
  assert(out_file.write(folder .. "/model.yaml", spec))
  local run = assert(process.run({seqgen, "model.yaml", "-o", "model.c"}, {cwd = folder}))
  assert(run.status == 0, run.stderr)
  for _, flags in ipairs(FLAGS) do
    local command = process.split("gcc -std=c99 -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror -c model.c -o model.o " .. flags)
    local compiled = assert(process.run(command, {cwd = folder}))
    assert(compiled.status == 0, flags .. ": " .. compiled.stderr:sub(1, 1000))
  end
  process.remove_folder(folder)
end

local tests = {}

-- gcc knows 24 y_t numbers to be 24 at least, and the rest behind no whole vector to be all of them.
function tests.element_wise_work_on_few_steps()
  expect_silence [[
seqgen: 1
name: net
mode: stream
weights: {random: 1}
inputs:
  x: {layout: NTC, shape: [2, max 16, 12]}
layers:
  - {op: conv1d, name: e, out_channels: 12, kernel_size: 1, stride: 4}
  - {op: relu}
  - {op: add, name: z, from: [relu, e]}
outputs:
  y: {from: z, layout: NTC}
]]
end

-- Sums that begin with the bias and go on with themselves.
function tests.few_outputs_of_many_terms()
  for _, size in ipairs {"36, 1", "100, 1", "300, 2", "300, 20"} do
    local inputs, outputs = size:match "(%d+), (%d+)"
    expect_silence(string.format([[
seqgen: 1
name: net
weights: {random: 1}
inputs:
  x: {layout: NC, shape: [1, %d]}
layers:
  - {op: linear, name: fc, out_features: %d}
outputs:
  y: {from: fc, layout: NC}
]], inputs, outputs))
  end
end

return tests
