--- pipeline: the passes, in order, from a spec's path to the text of the generated files.

local diag = require "seqgen.diag"
local operators = require "seqgen.operators"
local user_operators = require "seqgen.user_operators"
local yaml = require "yaml"

local pipeline = {}

pipeline.PASSES = {"spec", "graph", "shape", "weights", "fold", "layout", "schedule", "memory", "emit"}

local function new_context(path, options)
  local cx = {diag = diag.new(), options = options, file = path, folder = path:match("^(.*/)[^/]*$") or "", read = {path}}
  cx.ops = operators.load(options.ops, cx.diag, cx.read)
  return cx
end

local function read_spec(path, cx)
  local root, errors = yaml.load(path)
  for _, e in ipairs(errors or {}) do cx.diag:error(e) end
  if not root and not cx.diag:has_errors() then
    cx.diag:error {mark = {file = path, line = 1, column = 1}, message = "nothing could be read"}
  end
  return root
end

-- A user's operator may fail inside any pass; that is the user's error, not ours.
local function run_pass(name, value, cx)
  local pass = require("seqgen." .. name)
  if not cx.options.ops then return pass.run(value, cx) end
  local ok, result = pcall(pass.run, value, cx)
  if ok then return result end
  user_operators.report(result, cx.file, cx.diag)
end

--- Runs the passes behind `after` (nil: from the first) up to `last` (nil: to the end) on what `after` gave.
function pipeline.resume(value, cx, after, last)
  local behind = after == nil
  for _, name in ipairs(pipeline.PASSES) do
    if behind then value = run_pass(name, value, cx) end
    if cx.diag:has_errors() then return nil, cx end
    if name == last then break end
    behind = behind or name == after
  end
  return value, cx
end

--- Runs the passes up to `last` (default: all).  Returns what the last one gave, nil where the spec is wrong (the errors
-- are in cx.diag), and cx.
function pipeline.run(path, options, last)
  local cx = new_context(path, options or {})
  if cx.diag:has_errors() then return nil, cx end
  local value = read_spec(path, cx)
  if cx.diag:has_errors() then return nil, cx end
  return pipeline.resume(value, cx, nil, last)
end

return pipeline
