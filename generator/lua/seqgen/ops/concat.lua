--- concat: tensors one behind the other along an axis.

local expr = require "seqgen.expr"
local length = require "seqgen.length"
local move = require "seqgen.move"

local function mismatch(node, x, y, axis, cx)
  local same = x.size[axis] == y.size[axis] and ", with lengths that follow differently from the caller's" or ""
  cx.diag:error {mark = node.marks.from or node.mark,
    message = string.format("layer '%s': its inputs differ on axis %s", node.name, axis),
    found = string.format("'%s' has %s %s, '%s' has %s%s", x.name, axis, x.size[axis] or "none", y.name, y.size[axis] or "none", same),
    expected = "the same axes and sizes on all axes but " .. node.attrs.axis, fix = "slice, pad or pool one of them"}
  return false
end

local function other_type(node, x, y, cx)
  cx.diag:error {mark = node.marks.from or node.mark, message = string.format("layer '%s': its inputs differ in type", node.name),
    found = string.format("'%s' of type %s, '%s' of type %s", x.name, x.dtype, y.name, y.dtype), expected = "one type",
    fix = string.format("put `{op: cast, dtype: %s}` before one of them", x.dtype)}
end

-- Do all axes but the joined one agree?
local function agree(node, x, y, cx)
  for _, axis in ipairs {"D", "N", "T", "C"} do
    local joined = axis == node.attrs.axis
    local differ = x.size[axis] ~= y.size[axis] or axis == "T" and not length.equal(x.length, y.length, cx.longest, cx.chunk_multiple)
    if joined and (x.size[axis] == nil) ~= (y.size[axis] == nil) or not joined and differ then
      return mismatch(node, x, y, axis, cx)
    end
  end
  return true
end

local function joined_length(node, inputs)
  local x = inputs[1]
  if node.attrs.axis ~= "T" then return x.length end
  local fixed, sum = 0, nil
  for _, t in ipairs(inputs) do
    if not t.length then fixed = fixed + t.size.T
    else sum = sum and sum:plus(t.length) or t.length end
  end
  return sum and sum:add(fixed)
end

local function shape(node, inputs, cx)
  local x, axis, total = inputs[1], node.attrs.axis, 0
  if not move.has_axis(node, x, axis, cx) then return nil end
  for _, other in ipairs(inputs) do
    if other.dtype ~= x.dtype then return other_type(node, x, other, cx) end
    if not agree(node, x, other, cx) then return nil end
    total = total + other.size[axis]
  end
  return {{axes = x.axes, size = move.with_size(x.size, {[axis] = total}), length = joined_length(node, inputs), dtype = x.dtype}}
end

local function plan(node, inputs, outputs)
  local axis, parts, at = node.attrs.axis, {}, 0
  for i, x in ipairs(inputs) do
    local over = setmetatable({order = outputs[1].order, axes = outputs[1].axes, max = x.max, size = x.size}, {__index = x})
    parts[i] = move.part(x, outputs[1], {}, {over = over, at = {[axis] = tostring(expr.add(axis:lower(), at))}})
    at = expr.add(at, x.size[axis])
  end
  return move.plan_parts(parts)
end

return {
  name = "concat",
  summary = "tensors one behind the other along an axis",
  source = "https://pytorch.org/docs/1.13/generated/torch.cat.html",
  attributes = {{name = "axis", type = "axis", default = "C", doc = "the axis along which they are joined"}},
  inputs = {min = 1, names = {"x"}},
  results = {"y"},
  shape = shape,
  stream = function(node) return move.not_over_time(node.attrs.axis, "joining sequences in time") end,
  plan = plan,
  template = "ops/move.c.tpl",
}
