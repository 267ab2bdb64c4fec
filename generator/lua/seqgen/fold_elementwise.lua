--- fold_elementwise: element-wise work is done on a result while it is in registers.
--
-- A node whose operator says `fuses` applies `node.post`, a list of steps
-- {op, attrs, operand=tensor id|nil, swapped=boolean, constants={array...}}, before it stores a value.  Steps come from its own
-- `activation`, from element-wise layers behind it, and from binary layers whose other operand is there already.

local readers = require "seqgen.readers"

local fold_elementwise = {}

local function attribute_defaults(op)
  local attrs = {}
  for _, a in ipairs(op.attributes or {}) do attrs[a.name] = a.default end
  return attrs
end

local function own_activation(node, cx)
  local name = node.attrs.activation
  if not name or name == "linear" or name == "identity" then return end
  node.post[#node.post + 1] = {op = name, attrs = attribute_defaults(cx.ops[name])}
end

local function same_shape(a, b)
  if #a.axes ~= #b.axes then return false end
  for _, axis in ipairs(a.axes) do
    if a.size[axis] ~= b.size[axis] then return false end
  end
  return true
end

local function index_of(g, node)
  for i, other in ipairs(g.nodes) do
    if other == node then return i end
  end
end

-- Is tensor id there before `node` runs?
local function stands_before(g, id, node)
  local maker = readers.producer(g, id)
  return not maker or index_of(g, maker) < index_of(g, node)
end

local function unary_step(g, node, producer, op)
  local result = g.tensors[producer.outputs[1]]
  if #node.inputs ~= 1 or not same_shape(result, g.tensors[node.outputs[1]]) then return nil end
  return {op = node.op, attrs = node.attrs, constants = op.operands and op.operands(node, g.tensors[node.inputs[1]].size.C or 1)}
end

local function binary_step(g, node, producer)
  if #node.inputs ~= 2 or node.inputs[1] == node.inputs[2] then return nil end
  local swapped = node.inputs[2] == producer.outputs[1]
  local operand = swapped and node.inputs[1] or node.inputs[2]
  local result = g.tensors[producer.outputs[1]]
  if not same_shape(result, g.tensors[node.outputs[1]]) then return nil end
  if not stands_before(g, operand, producer) then return nil end
  return {op = node.op, attrs = node.attrs, operand = operand, swapped = swapped}
end

-- The step that `node` becomes inside `producer`, nil if it has to stay a layer of its own.
local function step_of(g, node, producer, cx)
  local op = cx.ops[node.op]
  if not op.expression or not cx.ops[producer.op].fuses or g.tensors[node.outputs[1]].dtype ~= "f32" then return nil end
  if op.inputs.max == 1 then return unary_step(g, node, producer, op) end
  return binary_step(g, node, producer)
end

local function fuse_reader(g, producer, cx)
  local node = readers.only(g, producer.outputs[1])
  if not node or #node.post > 0 then return false end
  local step = step_of(g, node, producer, cx)
  if not step then return false end
  producer.post[#producer.post + 1] = step
  producer.outputs[1] = node.outputs[1]
  readers.remove(g, node)
  return true
end

function fold_elementwise.run(g, cx)
  for _, node in ipairs(g.nodes) do
    if cx.ops[node.op].fuses then own_activation(node, cx) end
  end
  for _, node in ipairs {table.unpack(g.nodes)} do
    if cx.ops[node.op].fuses and index_of(g, node) then -- one that became a step is gone from the graph
      while fuse_reader(g, node, cx) do end
    end
  end
end

return fold_elementwise
