--- example: a small node of an operator, made from its attributes alone, to ask which tensors it has.

local example = {}

local SIZE = {N = 1, T = 16, C = 8, D = 1}

local VALUES = {
  integer = function(a) return math.max(a.min or 4, 4) end,
  number = function(a) return a.min or a.above and a.above + 1 or 1 end,
  boolean = function() return true end,
  choice = function(a) return a.choices[1] end,
  padding = function() return 0 end,
  axis = function(a) return a.choices and a.choices[1] or "C" end,
  axes = function() return "NTC" end,
}

--- A node with each required attribute set, and what `changes` says.
function example.node(op, changes)
  local attrs, given = {}, {}
  for _, a in ipairs(op.attributes or {}) do
    attrs[a.name] = a.default
    if a.required and VALUES[a.type] then attrs[a.name], given[a.name] = VALUES[a.type](a), true end
  end
  for name, value in pairs(changes or {}) do attrs[name], given[name] = value, true end
  local mark = {file = "example", line = 1, column = 1}
  return {op = op.name, name = op.name, attrs = attrs, given = given, marks = {}, mark = mark, refs = {},
    layer = {convention = "pytorch"}, weights = {}, post = {}}
end

--- Inputs of the usual shape, without T for an operator that does one step of time.
function example.inputs(op)
  local axes = op.name:find("_cell$") and {"N", "C"} or {"N", "T", "C"}
  local inputs = {}
  for i = 1, math.max(op.inputs.min, 1) do
    local size = {}
    for _, axis in ipairs(axes) do size[axis] = SIZE[axis] end
    inputs[i] = {id = i, name = "x", axes = axes, size = size, dtype = "f32"}
  end
  return inputs
end

-- The list that `ask(node, inputs)` gives, nil where the operator can't take the example.
local function ask(op, question, changes)
  local ok, list = pcall(question, example.node(op, changes), example.inputs(op))
  return ok and type(list) == "table" and list or nil
end

local function add(result, seen, list, with)
  for _, entry in ipairs(list or {}) do
    if not seen[entry.name] then
      seen[entry.name] = true
      result[#result + 1] = {name = entry.name, axes = entry.axes, optional = entry.optional, with = with}
    end
  end
end

--- The tensors of an operator as one convention stores them: {name=, axes=, optional=, with=} each, where `with` is
-- the switch that asks for it ("bidirectional: true").  Empty for an operator without weights.
function example.tensors(op, convention)
  local question = op.weights
  if convention ~= "pytorch" then question = op.conventions and op.conventions[convention].stored end
  if not question then return {} end
  local result, seen = {}, {}
  add(result, seen, ask(op, question))
  for _, a in ipairs(op.attributes or {}) do
    if a.type == "boolean" then
      local value = not a.default
      add(result, seen, ask(op, question, {[a.name] = value}), a.name .. ": " .. tostring(value))
    end
  end
  return result
end

return example
