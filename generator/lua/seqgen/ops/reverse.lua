--- reverse: turns an axis round.

local move = require "seqgen.move"

return {
  name = "reverse",
  summary = "turns an axis round",
  source = "https://pytorch.org/docs/1.13/generated/torch.flip.html",
  attributes = {{name = "axis", type = "axis", default = "T", doc = "the axis"}},
  inputs = {min = 1, max = 1, names = {"x"}},
  results = {"y"},
  shape = function(node, inputs, cx)
    if not move.has_axis(node, inputs[1], node.attrs.axis, cx) then return nil end
    return move.same_shape(node, inputs)
  end,
  stream = function(node) return move.not_over_time(node.attrs.axis, "turning time round") end,
  plan = function(node, inputs, outputs)
    local axis = node.attrs.axis
    local index = {[axis] = string.format("%s - 1 - %s", inputs[1].size[axis], axis:lower())}
    return move.plan_parts {move.part(inputs[1], outputs[1], index)}
  end,
  template = "ops/move.c.tpl",
}
