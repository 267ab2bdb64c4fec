--- figures: what the layers of a planned graph cost, in numbers; the head of a generated file, `explain` and `report`
-- show the same ones.

local figures = {}

local function weight_count(call)
  local n = 0
  for _, w in pairs(call.node.weights) do n = n + w:count() end
  return n
end

local function describe(call)
  local words = {call.op.describe and call.op.describe(call.node) or call.node.op}
  for _, step in ipairs(call.steps) do words[#words + 1] = step.op end
  return table.concat(words, " + ")
end

local function macs_of(call, g)
  local inputs, outputs = {}, {}
  for i, id in ipairs(call.node.inputs) do inputs[i] = g.tensors[id] end
  for i, id in ipairs(call.node.outputs) do outputs[i] = id and g.tensors[id] end
  return call.op.macs and math.tointeger(call.op.macs(call.node, inputs, outputs)) or 0
end

local function first_output(call)
  for _, id in ipairs(call.node.outputs) do
    if id then return id end
  end
end

local function constant_bytes(g)
  local n = 0
  for _, call in ipairs(g.calls) do
    for _, constant in ipairs(call.constants) do n = n + 4 * constant.array:count() end
  end
  return n
end

local function state_bytes(g)
  local n = 0
  for _, field in ipairs(g.memory.state) do n = n + 4 * field.count end
  return n
end

--- {layers={{name, operator, input=tensor|nil, output=tensor, weights, macs, line}…} in order of execution, weights, macs (sums
-- over the layers; weights as numbers, MACs of one call), constants, state, scratch (bytes)}.
function figures.of(g)
  local f = {layers = {}, weights = 0, macs = 0, constants = constant_bytes(g), state = state_bytes(g),
    scratch = 4 * (g.memory.scratch + g.memory.iscratch)}
  for i, call in ipairs(g.calls) do
    local layer = {name = call.node.name, operator = describe(call), input = g.tensors[call.node.inputs[1]],
      output = g.tensors[first_output(call)], weights = weight_count(call), macs = macs_of(call, g), line = call.node.mark.line}
    f.layers[i], f.weights, f.macs = layer, f.weights + layer.weights, f.macs + layer.macs
  end
  return f
end

--- A tensor's axes and sizes as it is stored, slowest first: `N 2 T<=400 C 16`.
function figures.shape(tensor)
  local parts = {}
  for i, axis in ipairs(tensor.storage.order) do
    parts[i] = string.format("%s%s%d", axis, axis == "T" and tensor.length and "<=" or " ", tensor.size[axis])
  end
  return #parts > 0 and table.concat(parts, " ") or "1"
end

return figures
