--- layout: where each tensor's elements lie.
--
-- An input lies in the caller's buffer in its declared layout, an output in the caller's buffer for it.  Every
-- operator reads and writes any strides, so nothing is ever copied to change a layout; what lies inside the
-- instance is stored channels last (NTC), the order that the kernels like best.  Operators that only look at memory
-- in another way (slice, last, squeeze, …) give a view of their input's storage (`op.view`).
-- A copy is made (an `identity` node) only where one tensor has to lie in two places.

local c_name = require "seqgen.c_name"
local expr = require "seqgen.expr"
local tables = require "seqgen.tables"

local layout = {}

local INNER = {D = 1, N = 2, T = 3, C = 4}

local function inner_order(tensor)
  local order = {table.unpack(tensor.axes)}
  table.sort(order, function(a, b) return INNER[a] < INNER[b] end)
  return order
end

-- Dense strides, in elements, for the axes of `order`; an axis of size 1 that the layout leaves out has stride 0.
local function dense(tensor, order, steps)
  local stride, n = {}, 1
  for i = #order, 1, -1 do
    stride[order[i]] = n
    n = expr.mul(n, order[i] == "T" and expr.wide(steps[tensor.id]) or tensor.size[order[i]])
  end
  for _, axis in ipairs(tensor.axes) do stride[axis] = stride[axis] or 0 end
  return stride
end

local function letters(text)
  local list = {}
  for i = 1, #text do list[i] = text:sub(i, i) end
  return list
end

local function new_storage(tensor, kind, index, order, steps)
  return {buffer = tensor.id, kind = kind, index = index, order = order, stride = dense(tensor, order, steps), offset = 0}
end

local function parameter_names(g)
  local names = {c_name.instance(g.name), g.name}
  for _, port in ipairs(g.inputs) do names[#names + 1] = port.name end
  for _, port in ipairs(g.outputs) do names[#names + 1] = port.name end
  return names
end

-- A C variable for every variable length: tensors of equal length share one.
local function name_lengths(g)
  local names, list, steps = {}, {}, {}
  local unique = c_name.unique(parameter_names(g))
  for _, t in ipairs(g.tensors) do
    if t.length then
      local text = t.length:c_text("length")
      if not names[text] then
        names[text] = unique("steps")
        list[#list + 1] = {name = names[text], text = text}
      end
      steps[t.id] = names[text]
    elseif t.size then
      steps[t.id] = t.size.T
    end
  end
  return steps, list
end

-- The output whose buffer a tensor is written into at once: the first that asks for it.
local function direct_outputs(g)
  local direct = {}
  for i, output in ipairs(g.outputs) do
    direct[output.tensor] = direct[output.tensor] or i
  end
  return direct
end

local function place_inputs(g, steps)
  for i, input in ipairs(g.inputs) do
    local t = g.tensors[input.tensor]
    t.storage = new_storage(t, "input", i, letters(input.layout), steps)
  end
  for _, t in ipairs(g.tensors) do
    if t.constant then t.storage = new_storage(t, "constant", 0, t.axes, steps) end
  end
end

local function place_result(g, tensor, direct, steps)
  local i = direct[tensor.id]
  if i then return new_storage(tensor, "output", i, letters(g.outputs[i].layout), steps) end
  return new_storage(tensor, "scratch", 0, inner_order(tensor), steps)
end

local function place_view(g, node, op, steps, direct)
  local x, y = g.tensors[node.inputs[1]], g.tensors[node.outputs[1]]
  if not op.view or direct[y.id] then return false end
  local view = op.view(node, x, y, {steps = steps})
  if not view then return false end
  y.storage = tables.copy(x.storage)
  y.storage.stride, y.storage.order = view.stride, inner_order(y)
  y.storage.offset = expr.add(x.storage.offset, view.offset or 0)
  node.is_view = true
  return true
end

local function place_node(g, node, op, steps, direct)
  if place_view(g, node, op, steps, direct) then return end
  for _, id in ipairs(node.outputs) do
    if id then g.tensors[id].storage = place_result(g, g.tensors[id], direct, steps) end
  end
end

-- Outputs whose tensor lies elsewhere: in an input, in another output, or in a view.
local function add_copies(g, steps)
  for i, output in ipairs(g.outputs) do
    local x = g.tensors[output.tensor]
    if x.storage.kind ~= "output" or x.storage.index ~= i or x.storage.buffer ~= x.id then
      local y = tables.copy(x)
      y.id, y.constant = #g.tensors + 1, nil
      g.tensors[y.id] = y
      steps[y.id] = steps[x.id]
      y.storage = new_storage(y, "output", i, letters(output.layout), steps)
      g.nodes[#g.nodes + 1] = {op = "identity", name = "copy_to_" .. output.name, attrs = {}, inputs = {x.id},
        outputs = {y.id}, refs = {}, weights = {}, post = {}, mark = output.mark, marks = {},
        reason = string.format("output '%s' takes '%s', which lies elsewhere", output.name, x.name)}
    end
  end
end

function layout.run(graph, cx)
  local g = tables.copy(graph)
  g.tensors, g.nodes = {}, {}
  for i, t in ipairs(graph.tensors) do g.tensors[i] = tables.copy(t) end
  for i, node in ipairs(graph.nodes) do g.nodes[i] = tables.copy(node) end
  local steps
  steps, g.lengths = name_lengths(g)
  local direct = direct_outputs(g)
  place_inputs(g, steps)
  for _, node in ipairs(g.nodes) do place_node(g, node, cx.ops[node.op], steps, direct) end
  add_copies(g, steps)
  g.steps = steps
  return g
end

return layout
