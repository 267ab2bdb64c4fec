--- onnx.importer: what the operators of an ONNX graph use to say which layers they become.
--
-- The graph is walked once.  Each operator (onnx/ops) looks at its inputs, says what is known of their axes, gives its outputs sizes and cells
-- (axes.lua), and hands over a function that writes its layers.  These run when all axes have names.
--
-- value  {name, size={int…}, cells={cell…}, dtype="f32"|"i32"}        a tensor of the graph; from its layer on: source, the layer's name
--        {name, size, tensor=} or {name, size, ints=}                 a constant
--        and `halves`={count=, size=}: the C of `source` holds the directions of a recurrent layer one behind the other, where the value has an axis D
-- layer  {op, name, from={source…}, attributes={{key, value}…}, weights={parameter → tensor}, convention}

local axes = require "seqgen.onnx.axes"
local c_name = require "seqgen.c_name"
local names = require "seqgen.names"

local importer = {}
importer.__index = importer

--- What an import gathers; `opset` is set when the file has been asked for it.
function importer.new()
  return setmetatable({values = {}, order = {}, later = {}, layers = {}, unique = c_name.unique {}}, importer)
end

-- ---- What is wrong ------------------------------------------------------------------------------------------------------

--- Ends the import: `message` about a node (or nil), what was found and how to go on.
function importer:fail(node, message, fix, found)
  local place = node and string.format("node '%s' (%s): ", node.name or "", node.op_type) or ""
  error({message = place .. message, fix = fix, found = found}, 0)
end

-- ---- Values ---------------------------------------------------------------------------------------------------------------

--- Adds a value {size, cells, dtype} or {size, tensor=} or {size, ints=} by its name.
function importer:add(name, value)
  value.name = name
  self.values[name] = value
  if value.cells then self.order[#self.order + 1] = value end
  return value
end

--- The value of a node's input, counted from 1; nil where the node has none there.
function importer:input(node, i)
  local name = node.input[i]
  if not name or name == "" then return nil end
  return self.values[name] or self:fail(node, "it reads '" .. name .. "', which nothing before it gives",
    "export the model again; nodes have to stand in an order in which they can run")
end

--- An input that has to be a tensor of the graph.
function importer:tensor(node, i)
  local value = self:input(node, i)
  if not value then self:fail(node, "its input " .. i .. " is missing") end
  if not value.cells then self:fail(node, "its input '" .. value.name .. "' is a constant, where a tensor of the graph is expected") end
  return value
end

--- An input that has to be a constant of floats, as a tensor; nil where the node has none there.
function importer:weight(node, i)
  local value = self:input(node, i)
  if not value then return nil end
  return value.tensor or self:fail(node, "its weights '" .. value.name .. "' are computed by the graph",
    "export the model with its weights as initializers, and with constants folded")
end

--- An input (or, in older operator sets, an attribute) that is a list of integers; nil where there is none.
function importer:integers(node, i, attribute)
  local value = self:input(node, i)
  if value and not value.ints then
    self:fail(node, "'" .. value.name .. "' is computed while the model runs; a size, an axis or an index has to be fixed",
      "export the model with fixed sizes, or give them with --size NAME=N")
  end
  if value then return value.ints end
  return attribute and node.attributes[attribute]
end

--- Gives output i of a node its size and cells; nil where nobody asks for it.
function importer:output(node, i, size, cells, dtype)
  local name = node.output[i]
  if not name or name == "" then return nil end
  return self:add(name, {size = size, cells = cells, dtype = dtype or "f32"})
end

--- Output 1 of the size, axes and type of a value.
function importer:like(node, x)
  return self:output(node, 1, {table.unpack(x.size)}, x.cells, x.dtype)
end

--- Output 1 as another look at a value: axes in another order, without or with some of size 1.  Costs nothing.
function importer:look(node, x, size, cells)
  local y = self:output(node, 1, size, cells, x.dtype)
  y.halves = x.halves
  self:write(function() y.source, y.has = x.source, x.has end)
end

-- ---- Axes -----------------------------------------------------------------------------------------------------------------

--- Says which axes a value has, slowest first; false: nothing is said.
function importer:label(node, value, labels)
  if #value.cells ~= #labels then
    self:fail(node, string.format("'%s' has %d axes, where %d (%s) are expected", value.name, #value.cells, #labels, table.concat(labels, " ")),
      "seqgen knows sequences: N batch, T time, C channels")
  end
  for i, label in ipairs(labels) do
    if label then self:label_cell(node, value, i, label) end
  end
end

function importer:label_cell(node, value, i, label)
  local ok, other = axes.label(value.cells[i], label)
  if not ok then
    self:fail(node, string.format("axis %d of '%s' is %s here, but %s for another node", i - 1, value.name, label, other),
      "seqgen names axes; a model that uses one axis in two ways can't be imported")
  end
end

function importer:join(node, a, b)
  local ok, one, other = axes.join(a, b)
  if not ok then self:fail(node, "it joins axis " .. one .. " of one input with axis " .. other .. " of the other") end
end

--- A position given as ONNX gives it, from 0 or from behind, as one from 1.
function importer:axis(node, value, at)
  local rank = #value.size
  if at < 0 then at = at + rank end
  if at < 0 or at >= rank then self:fail(node, string.format("it has no axis %d: '%s' has %d", at, value.name, rank)) end
  return at + 1
end

-- ---- Layers ---------------------------------------------------------------------------------------------------------------

--- Keeps a function that writes layers until all axes have names.
function importer:write(fn)
  self.later[#self.later + 1] = fn
end

--- The name of the axis at position i of a value (when layers are written).
function importer:name_at(value, i)
  return axes.root(value.cells[i]).label
end

-- A name for people: the node's own scope ("/encoder/conv1/Conv" → encoder_conv1), that of its weights, or the operator's.
local function wanted_name(node, op)
  local scope = (node.name or ""):gsub("/[^/]*$", ""):gsub("^/", "")
  local weights = (node.input[2] or ""):match("^(.*)%.[^.]*$")
  for _, text in ipairs {weights or "", scope} do
    local name = names.legal(text)
    if name then return name end
  end
  return op
end

--- Adds a layer and returns its name.  from: sources; attributes: {{key, value}…}; weights: parameter → tensor.
function importer:layer(node, op, from, attributes, weights)
  local layer = {op = op, name = self.unique(wanted_name(node, op)), from = from, attributes = attributes or {}, weights = weights or {}}
  self.layers[#self.layers + 1] = layer
  return layer.name, layer
end

-- Which axes a source has and the value lacks, and the other way round.
local function differences(value)
  local wanted, has, lacks, spare = {}, {}, {}, {}
  for _, name in ipairs(axes.names(value)) do wanted[name] = true end
  for _, name in ipairs(value.has) do
    has[name] = true
    if not wanted[name] then spare[#spare + 1] = name end
  end
  for _, name in ipairs(axes.names(value)) do
    if not has[name] then lacks[#lacks + 1] = name end
  end
  return lacks, spare
end

--- The source of a value, with just its axes.
function importer:source(node, value)
  if value.halves then
    self:fail(node, "it reads the directions of a recurrent layer as an axis of its own",
      "join them first, as Transpose and Reshape (or Squeeze for one direction) do")
  end
  local lacks, spare = differences(value)
  for _, change in ipairs {{"squeeze", spare}, {"unsqueeze", lacks}} do
    for _, axis in ipairs(change[2]) do
      value.source = self:layer({name = "", input = {}}, change[1], {value.source}, {{"axis", axis}})
    end
  end
  value.has = axes.names(value)
  return value.source
end

--- Says that a value is what `source` names, a tensor with the axes `has` (by default the value's own).
function importer:set(value, source, has)
  if value then value.source, value.has = source, has or axes.names(value) end
end

--- The usual case: output 1 of a node is one layer over the tensors xs.  Writes it when axes have names; `attributes` may be a
-- function that gives them then.
function importer:simple(node, op, xs, y, attributes, weights, has)
  self:write(function()
    local from = {}
    for i, x in ipairs(xs) do from[i] = self:source(node, x) end
    local name = self:layer(node, op, from, type(attributes) == "function" and attributes() or attributes, weights)
    self:set(y, name, has and has())
  end)
end

return importer
