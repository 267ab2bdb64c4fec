--- last: the last step of T, which goes; of a sequence of variable length its true last step.

local move = require "seqgen.move"
local pick = require "seqgen.pick"

return {
  name = "last",
  summary = "the last step of an axis (T), which goes",
  source = "x[:, -1] of PyTorch; Keras' return_sequences=False",
  attributes = {{name = "axis", type = "axis", default = "T", doc = "the axis"}},
  inputs = {min = 1, max = 1, names = {"x"}},
  results = {"y"},
  shape = function(node, inputs, cx) return pick.shape(node, inputs, cx, node.attrs.axis, -1) end,
  stream = function(node) return move.not_over_time(node.attrs.axis, "the last step of the sequence") end,
  view = function(node, x, _, cx) return pick.view(x, node.attrs.axis, -1, cx) end,
  plan = function(node, inputs, outputs) return pick.plan(inputs, outputs, node.attrs.axis, -1) end,
  template = "ops/move.c.tpl",
}
