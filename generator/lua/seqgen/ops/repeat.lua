--- repeat: an axis several times over (a b a b).

local move = require "seqgen.move"

return {
  name = "repeat",
  summary = "an axis several times over (a b a b)",
  source = "https://pytorch.org/docs/1.13/generated/torch.Tensor.repeat.html",
  attributes = {
    {name = "axis", type = "axis", required = true, doc = "the axis"},
    {name = "repeats", type = "integer", min = 1, required = true, doc = "how many times"},
  },
  inputs = {min = 1, max = 1, names = {"x"}},
  results = {"y"},
  shape = function(node, inputs, cx)
    local x, axis, n = inputs[1], node.attrs.axis, node.attrs.repeats
    if not move.has_axis(node, x, axis, cx) then return nil end
    local length = x.length
    if axis == "T" and length then length = length:mul(n) end
    return {{axes = x.axes, size = move.with_size(x.size, {[axis] = x.size[axis] * n}), length = length, dtype = x.dtype}}
  end,
  stream = function(node) return move.not_over_time(node.attrs.axis, "repeating the sequence") end,
  plan = function(node, inputs, outputs)
    local axis = node.attrs.axis
    local index = {[axis] = string.format("%s %% %s", axis:lower(), inputs[1].size[axis])}
    return move.plan_parts {move.part(inputs[1], outputs[1], index)}
  end,
  template = "ops/move.c.tpl",
}
