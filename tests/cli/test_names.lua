--- A file compiles without a warning whatever its model and layers are called: as variables, members, parameters and
-- macros of the file's own, as words of compilers, or as each other's parts.

local out_file = require "out_file"
local process = require "process"

local seqgen = assert(os.getenv "SEQGEN", "set SEQGEN to the program")

local WARNINGS = {"-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wshadow", "-Werror", "-fsyntax-only"}

local SPEC = [[
seqgen: 1
name: %s
weights: {random: 1}
inputs:
  %s: {layout: NTC, shape: [1, 8, 2]}
layers:
  - {op: lstm, name: rnn, hidden_size: 4}
  - {op: conv1d, name: %s, out_channels: 300, kernel_size: 20, padding: same}
  - {op: softmax, name: last}
outputs:
  y: {from: last, layout: NTC}
]]

-- Where threads take turns if there are many steps.
local THREADS = [[
seqgen: 1
name: %s
weights: {random: 1}
inputs:
  x: {layout: NTC, shape: [1, max 4000, 64]}
layers:
  - {op: linear, name: fc, out_features: 64}
outputs:
  y: {from: fc, layout: NTC}
]]

local function compiles(compiler, file, folder)
  local command = {table.unpack(compiler)}
  for _, warning in ipairs(WARNINGS) do command[#command + 1] = warning end
  command[#command + 1] = file
  local run = assert(process.run(command, {cwd = folder}))
  assert(run.status == 0, run.stderr:sub(1, 1000))
end

-- Generates a model and compiles it as C and as C++.
local function expect_silence_of(spec)
  local folder = assert(process.make_folder())
  assert(out_file.write(folder .. "/model.yaml", spec))
  local run = assert(process.run({seqgen, "model.yaml", "-o", "model.c"}, {cwd = folder}))
  assert(run.status == 0, run.stderr)
  compiles({"gcc", "-std=c99", "-fopenmp"}, "model.c", folder)
  compiles({"g++", "-std=c++11", "-x", "c++"}, "model.c", folder)
  process.remove_folder(folder)
end

local function expect_silence(model, input, layer)
  expect_silence_of(SPEC:format(model, input, layer))
end

local tests = {}

function tests.a_model_is_called_as_a_variable()
  for name in ("a at b c columns f i inputs instance m model out p rows size t u v weights x"):gmatch "%a+" do
    expect_silence(name, "signal", "conv")
  end
end

function tests.a_model_is_called_as_a_macros_parameter_or_a_word_of_compilers()
  for name in ("COLUMNS GCC VECS aligned always_inline define error memory optimize scratch unused"):gmatch "%S+" do
    expect_silence(name, "signal", "conv")
  end
end

function tests.a_model_is_called_as_a_word_of_openmp()
  for name in ("y_t omp parallel nowait schedule"):gmatch "%S+" do expect_silence_of(THREADS:format(name)) end
end

function tests.a_model_is_called_as_a_function_of_libc()
  for _, name in ipairs {"exp", "index", "printf"} do expect_silence(name, "signal", "conv") end
end

function tests.a_layer_is_called_as_a_part_of_another()
  for name in ("cell input step walk w_ih bias"):gmatch "%S+" do expect_silence("net", "x", "rnn_" .. name) end
end

function tests.a_layer_is_called_as_a_part_of_the_file()
  for name in ("run reset model align inputs run_any rt_vec RT_LANES bind"):gmatch "%S+" do expect_silence("net", "x", name) end
  for name in ("X_T Y_C ALIGNED EXTENSION RT_VECS"):gmatch "%S+" do expect_silence("NET", "x", name) end
end

function tests.an_input_is_called_as_a_layers_function()
  expect_silence("net", "net_conv", "conv")
  expect_silence("net", "net_rnn_cell", "conv")
  expect_silence("net", "steps", "conv")
end

return tests
