--- squeeze: takes away an axis of size 1; without `axis` all of them, as PyTorch.

local move = require "seqgen.move"

-- The axes that go: {axis = false}.
local function gone(node, x)
  if node.attrs.axis then return {[node.attrs.axis] = false} end
  local axes = {}
  for _, axis in ipairs(x.axes) do
    if x.size[axis] == 1 and not (axis == "T" and x.length) then axes[axis] = false end
  end
  return axes
end

local function check_axis(node, x, cx)
  local axis = node.attrs.axis
  if not axis then return true end
  if not move.has_axis(node, x, axis, cx) then return false end
  if x.size[axis] ~= 1 or axis == "T" and x.length then
    cx.diag:error {mark = node.marks.axis or node.mark,
      message = string.format("layer '%s': axis %s is not of size 1", node.name, axis),
      found = string.format("%s is %s%d", axis, x.length and axis == "T" and "up to " or "", x.size[axis]),
      expected = "size 1", fix = "use `select` for one of its elements, or a reduction"}
    return false
  end
  return true
end

local function shape(node, inputs, cx)
  local x = inputs[1]
  if not check_axis(node, x, cx) then return nil end
  local axes, away = x.axes, gone(node, x)
  for _, axis in ipairs(x.axes) do
    if away[axis] == false then axes = move.without(axes, axis) end
  end
  return {{axes = axes, size = move.with_size(x.size, away), dtype = x.dtype, length = x.length}}
end

return {
  name = "squeeze",
  summary = "takes away an axis of size 1; moves nothing",
  source = "https://pytorch.org/docs/1.13/generated/torch.squeeze.html",
  attributes = {{name = "axis", type = "axis", doc = "the axis, of size 1; absent: all such axes"}},
  inputs = {min = 1, max = 1, names = {"x"}},
  results = {"y"},
  shape = shape,
  stream = function(node, inputs)
    if gone(node, inputs[1]).T == false then
      return "T is the chunk, which has one step by chance", "take it out, or name another axis: `axis: C`"
    end
  end,
  view = function(node, x)
    return {stride = move.with_size(x.storage.stride, gone(node, x))}
  end,
  plan = move.plan_copy,
  template = "ops/move.c.tpl",
}
