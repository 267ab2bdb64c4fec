--- slice: a range of an axis, as Python's start:stop:step.

local expr = require "seqgen.expr"
local move = require "seqgen.move"

-- Start and stop within 0…size, as Python clips them.
local function clip(i, size, default)
  if i == nil then return default end
  if i < 0 then i = i + size end
  return math.max(0, math.min(size, i))
end

-- Where the slice starts and how many elements it has, for an axis of known size.
local function range(node, size)
  local a = node.attrs
  local start, stop = clip(a.start, size, 0), clip(a.stop, size, size)
  return start, (stop - start + a.step - 1) // a.step
end

-- A T that varies: the ends that count from the sequence's end move with it.
local function variable_length(node, x)
  local start, stop = node.attrs.start or 0, node.attrs.stop
  node.shortest = math.max(start >= 0 and start + 1 or -start, stop and (stop > 0 and stop or 1 - stop) or 1)
  local from_start = start >= 0
  local to_end = stop == nil or stop < 0
  if from_start ~= to_end then return nil end              -- both ends move, or none does: a fixed size
  if not from_start then return false end                  -- last steps up to a fixed one: its size shrinks as T grows
  return x.length:add((stop or 0) - start):add(node.attrs.step - 1):div(node.attrs.step)
end

local function report_empty(node, x, axis, cx)
  local a = node.attrs
  cx.diag:error {mark = node.marks.stop or node.marks.start or node.mark,
    message = string.format("layer '%s': nothing lies between its ends", node.name),
    found = string.format("start %s, stop %s, and %s is %d in '%s'", a.start or 0, a.stop or "absent", axis, x.size[axis], x.name),
    expected = "a start before the stop, within the axis", fix = "negative ones count from the end"}
end

local function shape(node, inputs, cx)
  local x, axis = inputs[1], node.attrs.axis
  if not move.has_axis(node, x, axis, cx) then return nil end
  local _, count = range(node, x.size[axis])
  local length = x.length
  if axis == "T" and x.length then
    length = variable_length(node, x)
    if length == false then
      cx.diag:error {mark = node.mark, message = string.format("layer '%s': the slice has no fixed meaning for a variable T", node.name),
        found = string.format("start %d from the end, stop %d from the start", -node.attrs.start, node.attrs.stop),
        expected = "both counted from the same end, or all from start to the end", fix = "count both from the same end"}
      return nil
    end
  end
  if count < 1 then
    report_empty(node, x, axis, cx)
    return nil
  end
  return {{axes = x.axes, size = move.with_size(x.size, {[axis] = count}), length = length, dtype = x.dtype}}
end

-- The first index, as a number or C text of the true length.
local function first_index(node, size)
  local start = node.attrs.start or 0
  if start >= 0 or expr.is_number(size) then return (range(node, expr.is_number(size) and size or math.maxinteger)) end
  return move.from_end(start, size)
end

return {
  name = "slice",
  summary = "a range of an axis",
  source = "Python's x[start:stop:step]",
  attributes = {
    {name = "axis", type = "axis", required = true, doc = "the axis"},
    {name = "start", type = "integer", doc = "the first index; negative counts from the end; absent: the first of all"},
    {name = "stop", type = "integer", doc = "the index behind the last; negative counts from the end; absent: the end"},
    {name = "step", type = "integer", min = 1, default = 1, doc = "every how many-th"},
  },
  inputs = {min = 1, max = 1, names = {"x"}},
  results = {"y"},
  shape = shape,
  stream = function(node) return move.not_over_time(node.attrs.axis, "a part of the sequence") end,
  view = function(node, x, _, cx)
    local axis = node.attrs.axis
    local at = first_index(node, axis == "T" and cx.steps[x.id] or x.size[axis])
    local stride = x.storage.stride
    return {stride = move.with_size(stride, {[axis] = expr.mul(stride[axis], node.attrs.step)}),
      offset = expr.mul(expr.is_number(at) and at or "(" .. at .. ")", stride[axis])}
  end,
  plan = function(node, inputs, outputs)
    local axis = node.attrs.axis
    local at = expr.add(expr.mul(axis:lower(), node.attrs.step), first_index(node, inputs[1].size[axis]))
    return move.plan_parts {move.part(inputs[1], outputs[1], {[axis] = tostring(at)})}
  end,
  template = "ops/move.c.tpl",
}
