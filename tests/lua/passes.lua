-- Runs the passes on a spec given as text, for the tests of passes.

local diag = require "seqgen.diag"
local operators = require "seqgen.operators"
local yaml = require "yaml"

local passes = {}

local PASSES = {"spec", "graph", "shape", "weights", "fold", "layout", "schedule", "memory", "emit"}

--- What `last` returns for the spec `text` (its head is written here), or nil; and the errors' text.
function passes.run(text, last, head)
  local cx = {diag = diag.new(), options = {}, file = "t.yaml", folder = "", read = {}}
  cx.ops = operators.load()
  head = head or "seqgen: 1\nname: t\nweights: {random: 1}\n"
  local value = yaml.parse(head .. text, "t.yaml")
  for _, name in ipairs(PASSES) do
    value = require("seqgen." .. name).run(value, cx)
    if cx.diag:has_errors() then return nil, cx.diag:text() end
    if name == last then break end
  end
  return value
end

--- The tensor of a graph by its name.
function passes.tensor(g, name)
  for _, t in ipairs(g.tensors) do
    if t.name == name then return t end
  end
end

--- The names of the calls or nodes, joined by spaces.
function passes.names(list)
  local names = {}
  for i, item in ipairs(list) do names[i] = (item.node or item).name end
  return table.concat(names, " ")
end

--- Asserts that the spec is refused with all of the words.
function passes.refused(text, ...)
  local value, errors = passes.run(text)
  assert(value == nil, "no error")
  for _, words in ipairs {...} do
    assert(errors:find(words, 1, true), "'" .. words .. "' is not in:\n" .. errors)
  end
end

return passes
