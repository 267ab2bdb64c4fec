--- reference_run: `seqgen run model.yaml --input x=x.npy … --output y=y.npy …`: the reference evaluator, in double precision.
--
-- T may have any length where it is a stream's, and up to its maximum where it is variable.  Outputs are written as
-- float64 (ids as int32) in their declared layout.  Exit status 1: the model or a file is wrong; 2: the command line.

local arrays = require "seqgen.arrays"
local command_line = require "seqgen.command_line"
local npy = require "seqgen.npy"
local out_file = require "out_file"
local pipeline = require "seqgen.pipeline"
local reference = require "reference"

local reference_run = {}

local OPTIONS = {["--input"] = "pairs", ["--output"] = "pairs", ["--ops"] = "text"}

local function fail(message)
  io.stderr:write("seqgen run: ", message, "\n")
  return 1
end

--- The outputs of the graph for these inputs, or nil and what is wrong with them (a length too short, an id out of range).
function reference_run.evaluate(graph, inputs, cx)
  local ok, outputs = pcall(reference.run, graph, inputs, {operators = cx.ops})
  if ok then return outputs end
  if type(outputs) == "table" and outputs.user_operator then return nil, outputs.user_operator .. ": " .. outputs.message end
  local message = tostring(outputs)
  if not message:find("^layer '") and not message:find("^input '") then error(message, 0) end
  return nil, message
end

-- read: the files that have been read, none of which is to be written over.
local function write_outputs(pairs_given, outputs, read)
  local files = {}
  for i, pair in ipairs(pairs_given) do files[i] = {pair.value, npy.encode(outputs[pair.name])} end
  return out_file.write_all(files, read)
end

local function run(graph, cx, options)
  for _, pair in ipairs(options.output) do
    local ok, message = arrays.find(graph.outputs, pair.name, "output")
    if not ok then return fail(message) end
  end
  local inputs, message = arrays.load_inputs(graph, options.input or {})
  if not inputs then return fail(message) end
  local outputs, problem = reference_run.evaluate(graph, inputs, cx)
  if not outputs then return fail(problem) end
  for _, pair in ipairs(options.input or {}) do cx.read[#cx.read + 1] = pair.value end
  local ok, why = write_outputs(options.output, outputs, cx.read)
  return ok and 0 or fail(why)
end

function reference_run.main(argv)
  local options, files = command_line.parse(argv, OPTIONS)
  if not options then return command_line.fail(files) end
  if #files ~= 1 then return command_line.fail(#files == 0 and "no model given" or "more than one model given") end
  if not options.output then return command_line.fail("no output asked for: write --output NAME=FILE.npy") end
  local graph, cx = pipeline.run(files[1], {ops = options.ops}, "weights")
  if not graph then
    io.stderr:write(cx.diag:text())
    return 1
  end
  return run(graph, cx, options)
end

return reference_run
