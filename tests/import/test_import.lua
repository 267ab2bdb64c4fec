--- `seqgen import`: models that PyTorch exported to ONNX, made by golden_tools/import_cases.py.
--
-- CASE/model.onnx becomes CASE/model.yaml, word for word; the C of it and the reference give PyTorch's outputs for its inputs.  After a change of
-- what is written:  seqgen import CASE/model.onnx -o CASE/model.yaml, then remove the .safetensors beside it and read the difference.

local embedded = require "embedded"
local in_file = require "in_file"
local out_file = require "out_file"
local process = require "process"

local seqgen = assert(os.getenv "SEQGEN", "set SEQGEN to the program")
local cases = assert(os.getenv "CASES", "set CASES to tests/import")

local SIZES = {open_length = {"--max", "time=20"}}

-- Runs `use(yaml's path)` on an imported case.
local function with_import(case, options, use)
  local folder = assert(process.make_folder())
  local path = folder .. "/model.yaml"
  local run = assert(process.run {seqgen, "import", cases .. "/" .. case .. "/model.onnx", "-o", path, table.unpack(options)})
  local ok, problem = pcall(use, run, path)
  process.remove_folder(folder)
  assert(ok, problem)
end

local function arrays(case, kind, option)
  local list = {}
  for _, file in ipairs(in_file.list(cases .. "/" .. case)) do
    local name = file:match("^" .. kind .. "_(.*)%.npy$")
    if name then
      list[#list + 1] = option
      list[#list + 1] = name .. "=" .. cases .. "/" .. case .. "/" .. file
    end
  end
  return list
end

local function imports(case)
  with_import(case, SIZES[case] or {}, function(run, path)
    assert(run.status == 0, run.stderr)
    local text, expected = in_file.read(path), in_file.read(cases .. "/" .. case .. "/model.yaml")
    assert(text == expected, "another spec:\n" .. text)
    local command = {seqgen, "check", path}
    for _, pair in ipairs {{"in", "--input"}, {"out", "--expect"}} do
      for _, word in ipairs(arrays(case, pair[1], pair[2])) do command[#command + 1] = word end
    end
    local check = process.run(command)
    assert(check.status == 0, check.stdout .. check.stderr)
  end)
end

local function refused(case, options, words)
  with_import(case, options, function(run, path)
    assert(run.status == 1 and not in_file.exists(path), run.stderr)
    for _, word in ipairs(words) do assert(run.stderr:find(word, 1, true), word .. " is not in: " .. run.stderr) end
    assert(not run.stderr:find("traceback", 1, true), run.stderr)
  end)
end

local tests = {}

for _, case in ipairs {"activations", "arithmetic", "attention_pooling", "bilstm", "conv_gru_flatten", "conv_pool", "embedding",
  "flatten_channels", "gru", "last_states", "lstm_last", "lstm_states", "norm_gelu", "open_length", "padded", "parts", "reductions", "residual",
  "rnn", "transposed", "two_axes"} do
  tests["of_" .. case] = function() imports(case) end
end

function tests.an_open_batch_is_one_or_what_is_given()
  with_import("lstm_open_batch", {}, function(run, path)
    assert(run.status == 0 and run.stderr:find("the batch 'batch' is 1", 1, true), run.stderr)
    assert(in_file.read(path):find("shape: [1, 6, 4]", 1, true))
  end)
  with_import("lstm_open_batch", {"--size", "batch=2"}, function(run, path)
    assert(run.status == 0 and run.stderr == "", run.stderr)
    assert(in_file.read(path) == in_file.read(cases .. "/lstm_open_batch/model.yaml"))
  end)
end

function tests.an_open_length_has_to_be_given()
  refused("open_length", {}, {"leaves the size of 'time' open", "T of 'x0'", "--max time="})
  refused("open_length", {"--size", "tim=3"}, {"--size tim: the file leaves no such size open", "time"})
end

function tests.what_seqgen_lacks_is_refused_by_the_nodes_name()
  refused("refused_image", {}, {"node '/0/Conv' (Conv)", "2 axes", "one axis, T"})
  refused("refused_product", {}, {"node '/MatMul' (MatMul)", "a product of two tensors"})
end

-- The spec names its weights' file, which is called as the spec is.
function tests.a_files_name_may_be_anything_that_yaml_would_misread()
  for _, name in ipairs {"yes", "12", "1e3", "# a", "a #b", "a: b", 'q"u\\o', "-", "~", "it's", "{a", "[b", "!t", "&a", "*a", "%d", "@x", "`", "null",
    ".nan", " lead", "trail ", "n\nl", "tab\tx", "é"} do
    with_import("gru", {}, function(_, path)
      local odd = path:gsub("model%.yaml$", "") .. name
      local run = process.run {seqgen, "import", cases .. "/gru/model.onnx", "-o", odd .. ".yaml"}
      assert(run.status == 0 and in_file.exists(odd .. ".safetensors"), name .. ": " .. run.stderr)
      local compiled = process.run {seqgen, odd .. ".yaml", "-o", odd .. ".c"}
      assert(compiled.status == 0, name .. ": " .. compiled.stderr)
    end)
  end
end

-- docs/import.md names every operator that is known.
function tests.the_docs_name_every_operator()
  local text = in_file.read(cases .. "/../../docs/import.md")
  for _, file in ipairs(embedded.list "generator/lua/seqgen/onnx/ops") do
    for name in pairs(require("seqgen.onnx.ops." .. file:gsub("%.lua$", ""))) do
      assert(text:find("%f[%w]" .. name .. "%f[%W]"), name .. " is not in docs/import.md")
    end
  end
end

-- A file that is cut off, or of which a byte is another, is refused or read, and never breaks the program.
function tests.damaged_files_are_refused()
  local folder = assert(process.make_folder())
  local bytes = in_file.read(cases .. "/conv_gru_flatten/model.onnx")
  for at = 1, #bytes, 61 do
    for _, damaged in ipairs {bytes:sub(1, at - 1), bytes:sub(1, at - 1) .. string.char(bytes:byte(at) ~ 0x55) .. bytes:sub(at + 1)} do
      assert(out_file.write(folder .. "/model.onnx", damaged))
      local run = process.run {seqgen, "import", folder .. "/model.onnx", "-o", folder .. "/model.yaml"}
      assert(run.status == 0 or run.status == 1, "status " .. tostring(run.status) .. " at byte " .. at .. ": " .. run.stderr)
      assert(run.status == 0 or run.stderr:find("error:", 1, true) and not run.stderr:find("traceback", 1, true), run.stderr)
    end
  end
  process.remove_folder(folder)
end

return tests
