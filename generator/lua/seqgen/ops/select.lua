--- select: one index of an axis, which goes.

local move = require "seqgen.move"
local pick = require "seqgen.pick"

return {
  name = "select",
  summary = "one index of an axis, which goes",
  source = "https://pytorch.org/docs/1.13/generated/torch.select.html",
  attributes = {
    {name = "axis", type = "axis", required = true, doc = "the axis"},
    {name = "index", type = "integer", required = true, doc = "the index; a negative one counts from the end"},
  },
  inputs = {min = 1, max = 1, names = {"x"}},
  results = {"y"},
  shape = function(node, inputs, cx) return pick.shape(node, inputs, cx, node.attrs.axis, node.attrs.index) end,
  stream = function(node) return move.not_over_time(node.attrs.axis, "one step of the sequence") end,
  view = function(node, x, _, cx) return pick.view(x, node.attrs.axis, node.attrs.index, cx) end,
  plan = function(node, inputs, outputs) return pick.plan(inputs, outputs, node.attrs.axis, node.attrs.index) end,
  template = "ops/move.c.tpl",
}
