--- argmax: where the largest along an axis is, which goes: the first of equals, as i32.  NaN counts as the largest.

local move = require "seqgen.move"
local reduce = require "seqgen.reduce"
local walk = require "seqgen.walk"

return {
  name = "argmax",
  summary = "where the largest along an axis is, as i32; the axis goes",
  source = "https://pytorch.org/docs/1.13/generated/torch.argmax.html",
  attributes = {{name = "axis", type = "axis", default = "C", doc = "the axis that goes"}},
  inputs = {min = 1, max = 1, names = {"x"}},
  results = {"y"},
  shape = function(node, inputs, cx) return reduce.shape(node, inputs, cx, node.attrs.axis, "i32") end,
  stream = function(node) return move.not_over_time(node.attrs.axis, "argmax over T") end,
  plan = function(node, inputs, outputs)
    local axis = node.attrs.axis
    return {vars = {loops = walk.loops(outputs[1], {}), count = inputs[1].size[axis],
      first = walk.place {[axis] = "0"}, here = walk.place {[axis] = "i"}, place = walk.place()}}
  end,
  template = "ops/argmax.c.tpl",
}
