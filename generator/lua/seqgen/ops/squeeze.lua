--- squeeze: takes away an axis of size 1.

local move = require "seqgen.move"

local function shape(node, inputs, cx)
  local x, axis = inputs[1], node.attrs.axis
  if not move.has_axis(node, x, axis, cx) then return nil end
  if x.size[axis] ~= 1 or axis == "T" and x.length then
    cx.diag:error {mark = node.marks.axis or node.mark,
      message = string.format("layer '%s': axis %s is not of size 1", node.name, axis),
      found = string.format("%s is %s%d", axis, x.length and axis == "T" and "up to " or "", x.size[axis]),
      expected = "size 1", fix = "use `select` for one of its elements, or a reduction"}
    return nil
  end
  return {{axes = move.without(x.axes, axis), size = move.with_size(x.size, {[axis] = false}), dtype = x.dtype,
    length = axis ~= "T" and x.length or nil}}
end

return {
  name = "squeeze",
  summary = "takes away an axis of size 1; moves nothing",
  source = "https://pytorch.org/docs/1.13/generated/torch.squeeze.html",
  attributes = {{name = "axis", type = "axis", required = true, doc = "the axis, of size 1"}},
  inputs = {min = 1, max = 1, names = {"x"}},
  results = {"y"},
  shape = shape,
  view = function(node, x)
    return {stride = move.with_size(x.storage.stride, {[node.attrs.axis] = false})}
  end,
  plan = move.plan_copy,
  template = "ops/move.c.tpl",
}
