--- unsqueeze: adds an axis of size 1.

local move = require "seqgen.move"

local ORDER = {D = 1, N = 2, T = 3, C = 4}

local function with_axis(axes, axis)
  local list, done = {}, false
  for _, a in ipairs(axes) do
    if not done and ORDER[axis] < ORDER[a] then
      list[#list + 1] = axis
      done = true
    end
    list[#list + 1] = a
  end
  if not done then list[#list + 1] = axis end
  return list
end

local function shape(node, inputs, cx)
  local x, axis = inputs[1], node.attrs.axis
  if x.size[axis] then
    cx.diag:error {mark = node.marks.axis or node.mark,
      message = string.format("layer '%s': its input has an axis %s already", node.name, axis),
      found = "the axes " .. table.concat(x.axes, ", "), expected = "another axis", fix = "take the layer out"}
    return nil
  end
  return {{axes = with_axis(x.axes, axis), size = move.with_size(x.size, {[axis] = 1}), length = x.length, dtype = x.dtype}}
end

return {
  name = "unsqueeze",
  summary = "adds an axis of size 1; moves nothing",
  source = "https://pytorch.org/docs/1.13/generated/torch.unsqueeze.html",
  attributes = {{name = "axis", type = "axis", required = true, doc = "the new axis"}},
  inputs = {min = 1, max = 1, names = {"x"}},
  results = {"y"},
  shape = shape,
  stream = function(node)
    if node.attrs.axis == "T" then
      return "each call would give one more step", "leave it out: axes are matched by name, and a tensor without T serves all steps"
    end
  end,
  view = function(node, x)
    return {stride = move.with_size(x.storage.stride, {[node.attrs.axis] = 0})}
  end,
  plan = move.plan_copy,
  template = "ops/move.c.tpl",
}
