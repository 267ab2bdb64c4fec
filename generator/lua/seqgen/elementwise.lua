--- elementwise: what operators share whose result at a place depends on their inputs at that place only.
--
-- Such an operator gives `expression(attrs, a, b, …)`: C text over rt_vec.  What goes in and what comes out is text that
-- needs no parentheses around it.  `operands(node, channels)` lists constants, one number for all channels or one a channel, whose
-- texts follow those of the inputs.

local length = require "seqgen.length"
local walk = require "seqgen.walk"

local elementwise = {}

--- The runtime files that an operator's expression calls: its list, which may depend on the attributes.
function elementwise.runtime(op, attrs)
  local list = op.runtime or {}
  return type(list) == "function" and list(attrs) or list
end

--- A number as a C float.
function elementwise.number(v)
  local text = string.format("%.9g", v)
  return (text:find("[.e]") and text or text .. ".0") .. "f"
end

--- Reports an input that holds integers; true if none does.
function elementwise.all_floats(node, inputs, cx)
  for _, x in ipairs(inputs) do
    if x.dtype ~= "f32" then
      cx.diag:error {mark = node.mark, message = string.format("layer '%s': %s takes numbers of type f32", node.name, node.op),
        found = string.format("'%s' of type %s", x.name, x.dtype), expected = "an f32 tensor",
        fix = "put `{op: cast, dtype: f32}` before it"}
      return false
    end
  end
  return true
end

--- The shape of one input.
function elementwise.same_shape(node, inputs, cx)
  local x = inputs[1]
  if not elementwise.all_floats(node, inputs, cx) then return nil end
  return {{axes = x.axes, size = x.size, length = x.length}}
end

-- Constants lie beside the plan's other ones; a template sees their names.
local function operand_constants(arrays)
  local constants, list = {}, {}
  for i, array in ipairs(arrays) do
    constants[i] = {name = "operand_" .. i, array = array, dims = array:shape(), note = array:count() == 1 and "all channels" or "channel"}
    list[i] = {name = constants[i].name, count = array:count()}
  end
  return constants, list
end

-- Do all tensors that take part, those of fused steps too, lie alike, so that one loop over memory does?
local function is_flat(node, views, arrays, graph)
  local tensors = {}
  for i, view in ipairs(views) do
    if view.kind == "constant" then return false end
    tensors[i] = view.tensor
  end
  for _, step in ipairs(node.post) do
    if step.operand then tensors[#tensors + 1] = graph.tensors[step.operand] end
    for _, array in ipairs(step.constants or {}) do
      if array:count() > 1 then return false end
    end
  end
  for _, t in ipairs(tensors) do
    if t.constant then return false end
  end
  for _, array in ipairs(arrays) do
    if array:count() > 1 then return false end
  end
  return walk.is_flat(tensors, graph.steps)
end

--- The plan of an element-wise operator, for templates/ops/elementwise.c.tpl.
function elementwise.plan(node, inputs, outputs, cx)
  local op, y = cx.ops[node.op], outputs[1]
  local arrays = op.operands and op.operands(node, inputs[1].max.C) or {}
  local constants, operands = operand_constants(arrays)
  local views = {y, table.unpack(inputs)}
  local flat = is_flat(node, views, arrays, cx.graph)
  local axis = walk.fastest(y)
  return {constants = constants, runtime = elementwise.runtime(op, node.attrs),
    vars = {sources = inputs, operands = operands, expression = op.expression, axis = axis,
      flat = flat and walk.count(y) or false, loops = walk.loops(y, {[axis] = true}), place = walk.place}}
end

-- What all such operators have in common.
local function complete(op, shape)
  op.attributes = op.attributes or {}
  op.results = {"y"}
  op.shape = op.shape or shape
  op.runtime = op.runtime or {"vec"}
  op.plan = elementwise.plan
  op.template = "ops/elementwise.c.tpl"
  op.fuses = true
  return op
end

--- An operator of one input: name, summary, source, attributes, runtime, expression.
function elementwise.unary(op)
  op.inputs = {min = 1, max = 1, names = {"x"}}
  return complete(op, elementwise.same_shape)
end

-- ---- Several inputs ----------------------------------------------------------------------------

local function how_to_fit(a, b, axis)
  if axis ~= "T" then return "check which tensors `from` names" end
  return not a.length ~= not b.length and "give both a T of `max n`, or neither" or "pad or slice one of them"
end

local function differ(node, a, b, axis, cx)
  local function size(x) return (axis == "T" and x.length and "max " or "") .. x.size[axis] end
  local same = size(a) == size(b)
  cx.diag:error {mark = node.mark, message = string.format("layer '%s': its inputs do not fit along %s", node.name, axis),
    found = string.format("%s is %s in '%s' and %s in '%s'%s", axis, size(a), a.name, size(b), b.name,
      same and ", with lengths that follow differently from the caller's" or ""),
    expected = "equal sizes, a size of 1, or an input without the axis",
    fix = how_to_fit(a, b, axis)}
end

-- The size of an axis of the result: {size, length}, nil after an error.
local function joined_size(node, inputs, axis, cx)
  local first = nil
  for _, x in ipairs(inputs) do
    if x.size[axis] and (x.size[axis] > 1 or axis == "T" and (x.length or cx.mode == "stream")) then
      local over_time = axis == "T"
      if not first then
        first = x
      elseif x.size[axis] ~= first.size[axis]
        or over_time and not length.equal(x.length, first.length, cx.longest, cx.chunk_multiple) then
        differ(node, first, x, axis, cx)
        return nil
      end
    end
  end
  return {first and first.size[axis] or 1, first and axis == "T" and first.length or nil}
end

-- The axes of all inputs, in the order of the input that has most of them.
local function joined_axes(inputs)
  local most = inputs[1]
  for _, x in ipairs(inputs) do
    if #x.axes > #most.axes then most = x end
  end
  local axes, seen = {table.unpack(most.axes)}, {}
  for _, axis in ipairs(axes) do seen[axis] = true end
  for i, axis in ipairs {"D", "N", "T", "C"} do
    for _, x in ipairs(inputs) do
      if x.size[axis] and not seen[axis] then
        seen[axis] = true
        table.insert(axes, axis == "C" and #axes + 1 or math.min(i - 1, #axes + 1) > 0 and math.min(i - 1, #axes + 1) or 1, axis)
      end
    end
  end
  return axes
end

--- The shape of several inputs, matched by the names of their axes.
function elementwise.broadcast_shape(node, inputs, cx)
  if not elementwise.all_floats(node, inputs, cx) then return nil end
  local result = {axes = joined_axes(inputs), size = {}}
  for _, axis in ipairs(result.axes) do
    local joined = joined_size(node, inputs, axis, cx)
    if not joined then return nil end
    result.size[axis] = joined[1]
    result.length = result.length or joined[2]
  end
  return {result}
end

--- An operator of two inputs or more, taken from the left.
function elementwise.binary(op)
  op.inputs = {min = 2, names = {"a", "b"}}
  return complete(op, elementwise.broadcast_shape)
end

return elementwise
