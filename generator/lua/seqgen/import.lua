--- import: `seqgen import model.onnx -o model.yaml` makes a spec, and model.safetensors beside it, from a trained model in ONNX' form.
--
--   --size NAME=N   the size of an axis that the file leaves open (a batch that is not given is 1)
--   --max NAME=N    the same for a length that varies from call to call, up to N
--
-- The spec says what the graph says in names of axes: Transpose, Squeeze and Reshape become nothing where only the order or axes of size 1
-- change.  What seqgen lacks is refused with the node's name.  The result is read back and resolved before anything is written.

local command_line = require "seqgen.command_line"
local graph = require "seqgen.onnx.graph"
local names = require "seqgen.names"
local onnx_file = require "onnx_file"
local operators = require "seqgen.operators"
local out_file = require "out_file"
local pipeline = require "seqgen.pipeline"
local process = require "process"
local spec_text = require "seqgen.onnx.spec_text"

local import = {}

local function complain(file, e)
  local lines = {string.format("%s: error: %s", file, e.message)}
  for _, part in ipairs {"found", "fix"} do
    if e[part] then lines[#lines + 1] = string.format("  %-9s %s", part .. ":", e[part]) end
  end
  io.stderr:write(table.concat(lines, "\n"), "\n")
  return 1
end

-- NAME=N pairs as a table; nil and what is wrong.
local function sizes(pairs_given, option)
  local list = {}
  for _, pair in ipairs(pairs_given or {}) do
    local n = math.tointeger(tonumber(pair.value))
    if not n or n < 1 or n > 1 << 30 then return nil, string.format("%s %s takes a size of 1 or more, not '%s'", option, pair.name, pair.value) end
    list[pair.name] = n
  end
  return list
end

local function base(path)
  return (path:match("([^/]*)$"):gsub("%.[^.]*$", ""))
end

local function model_name(path)
  return names.legal(base(path), "model") or "model"
end

-- Errors with an explanation are tables; any other comes from a file whose parts contradict each other.
local function read(path, options)
  local model, problem = onnx_file.read(path)
  if not model then return nil, {message = "it cannot be read: " .. problem, fix = "check the path, or export the model anew"} end
  local ok, result = pcall(graph.read, model, options)
  if ok then return result end
  if type(result) == "table" then return nil, result end
  return nil, {message = "its parts do not fit together", found = result:gsub("^[%w_/.]+:%d+: ", ""),
    fix = "check the file with ONNX' own checker, or export the model anew"}
end

-- What compiling the spec would complain about, in a folder of its own; nil where nothing is wrong.
local function problems(outputs)
  local folder = assert(process.make_folder())
  for _, output in ipairs(outputs) do assert(out_file.write(folder .. "/" .. output[1]:match("([^/]*)$"), output[2])) end
  local g, cx = pipeline.run(folder .. "/" .. outputs[1][1]:match("([^/]*)$"), {}, "memory")
  process.remove_folder(folder)
  return not g and cx.diag:text():gsub(folder:gsub("%p", "%%%0") .. "/", "") or nil
end

local function outputs_of(spec, source, output)
  local weights = spec_text.weights(spec)
  local weights_path = output:gsub("%.ya?ml$", "") .. ".safetensors"
  local text = spec_text.lines(spec, model_name(output), weights and weights_path:match("([^/]*)$"), source:match("([^/]*)$"), operators.load())
  return {{output, text}, weights and {weights_path, weights}}
end

function import.main(argv)
  local options, files = command_line.parse(argv, {["-o"] = "text", ["--size"] = "pairs", ["--max"] = "pairs"})
  if not options then return command_line.fail(files) end
  if #files ~= 1 then return command_line.fail("import takes one model: seqgen import model.onnx -o model.yaml") end
  if not options.o then return command_line.fail("no output given: write -o model.yaml") end
  local size, message = sizes(options.size, "--size")
  local max, message_max = sizes(options.max, "--max")
  if not size or not max then return command_line.fail(message or message_max) end
  local spec, problem = read(files[1], {size = size, max = max})
  if not spec then return complain(files[1], problem) end
  local outputs = outputs_of(spec, files[1], options.o)
  local wrong = problems(outputs)
  if wrong then
    return complain(files[1], {message = "the model, as a spec, is refused:\n" .. wrong:gsub("\n$", ""),
      fix = "change the model, or the sizes given with --size and --max"})
  end
  local ok, reason = out_file.write_all(outputs, files)
  if not ok then return complain(files[1], {message = reason}) end
  for _, note in ipairs(spec.notes) do io.stderr:write("note: ", note, "\n") end
  return 0
end

return import
