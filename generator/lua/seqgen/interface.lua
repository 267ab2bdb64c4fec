--- interface: the spec's `inputs` and `outputs`, the buffers of the caller.

local fields = require("seqgen.fields")
local keys = require("seqgen.keys")
local names = require("seqgen.names")
local scalar = require("seqgen.scalar")

local interface = {}

local LARGEST = 2147483647       -- seqgen_tensor.shape is int

-- The size that a node gives: integer, whether it is `max n`; nil where it is neither.
local function read_size(node)
  local kind, value = scalar.resolve(node)
  local variable = kind == "string" and value:match("^max%s+(%S+)$")
  if variable then kind, value = scalar.resolve({kind = "scalar", value = variable, plain = true}) end
  if kind ~= "integer" or math.type(value) ~= "integer" or value < 1 or value > LARGEST then return nil end
  return value, not not variable
end

local function size_at(node, axis, at)
  local size, variable = read_size(node)
  local of = axis and " of " .. axis or ""
  if not size then
    at:error(node, {
      message = "`shape` has a wrong size" .. of, found = at.show(node),
      expected = "an integer from 1 to " .. LARGEST .. (axis == "T" and ", or `max n` for a variable length" or ""),
    })
  elseif variable and axis and axis ~= "T" then
    at:error(node, {
      message = "`shape` gives " .. axis .. " a variable length", found = at.show(node) .. " for " .. axis,
      expected = "`max n` for T alone, which the generated function takes as a length",
      fix = "give " .. axis .. " a fixed size",
    })
  end
  return size, variable
end

-- Sizes and the index of the variable one.
local function read_shape(node, layout, at)
  if node.kind ~= "sequence" then
    at:refuse(node, "shape", keys.input[2].expected,
      node.kind == "scalar" and "write `shape: [" .. at.show(node):gsub("'", "") .. "]`" or "write `shape: [2, 100, 3]`, slowest axis first")
    return nil
  end
  if layout and #node ~= #layout then
    at:error(node, {
      message = "`shape` and `layout` do not fit: " .. #node .. " sizes, but " .. #layout .. " axes",
      found = at.show(node) .. " for layout " .. layout, expected = #layout .. " sizes, one for each of " ..
        layout:gsub(".", "%0 "):gsub(" $", ""), fix = "give each axis one size, slowest first",
    })
    return nil
  end
  local shape, variable_axis = {}, nil
  for i, item in ipairs(node) do
    local size, variable = size_at(item, layout and layout:sub(i, i), at)
    if not size then return nil end
    shape[i] = size
    if variable then variable_axis = i end
  end
  return shape, variable_axis
end

-- The name that a key gives; where it is no name the error has been reported.
local function read_name(node, kind, at)
  local name = node.value
  local problem, fix = names.problem(name, "parameter")
  if problem then
    at:error(node, {
      message = kind .. " '" .. name .. "' can't be called so: " .. problem, found = "'" .. name .. "'",
      expected = names.EXPECTED, fix = fix,
    })
  end
  return name
end

-- Each entry of a mapping of names to mappings, as read by `read_one(name, nodes, values, at)`.
local function read_all(node, kind, known, at, read_one)
  local list = {}
  if node.kind ~= "mapping" or #node.pairs == 0 then
    at:refuse(node, kind .. "s", "a mapping with at least one " .. kind,
      "write `" .. kind .. "s:`, then a line `NAME: {…}` each")
    return list
  end
  for _, pair in ipairs(node.pairs) do
    local name = read_name(pair.key, kind, at)
    local here = at:inner(kind .. " '" .. name .. "'")
    if pair.value.kind ~= "mapping" then
      here:error(pair.value, {
        message = "it is no mapping", found = at.show(pair.value),
        expected = kind == "input" and "{layout: …, shape: […]}" or "{from: …, layout: …}",
      })
    else
      local nodes, marks = fields.read(pair.value, known, here)
      local thing = read_one(name, nodes, fields.values(nodes, known, here), here)
      thing.name, thing.mark, thing.marks = name, pair.key.mark, marks
      list[#list + 1] = thing
    end
  end
  return list
end

local function check_one_length(inputs, at)
  local first
  for _, input in ipairs(inputs) do
    local size = input.variable and input.shape[input.variable]
    if size and first and size ~= first.shape[first.variable] then
      at.diag:error {
        mark = input.marks.shape, message = "inputs '" .. first.name .. "' and '" .. input.name ..
          "' have different variable lengths", found = "max " .. first.shape[first.variable] .. " and max " .. size,
        expected = "one maximum: T is one axis, so all variable inputs have one length",
      }
    end
    if size then first = first or input end
  end
end

--- The inputs, {name, layout, shape, variable, dtype, mark, marks} each.
function interface.read_inputs(node, at)
  local inputs = read_all(node, "input", keys.input, at, function(_, nodes, values, here)
    local shape, variable
    if nodes.shape then shape, variable = read_shape(nodes.shape, values.layout, here) end
    return {layout = values.layout, dtype = values.dtype, shape = shape, variable = variable}
  end)
  check_one_length(inputs, at)
  return inputs
end

--- The outputs, {name, from, layout, mark, marks} each.
function interface.read_outputs(node, at)
  return read_all(node, "output", keys.output, at, function(name, nodes, values)
    return {from = values.from or not nodes.from and name or nil, layout = values.layout}
  end)
end

return interface
