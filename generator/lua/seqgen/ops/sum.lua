--- sum: the sum along an axis, which goes.

local reduce = require "seqgen.reduce"

return reduce.operator {
  name = "sum",
  summary = "the sum along an axis, which goes",
  source = "https://pytorch.org/docs/1.13/generated/torch.sum.html",
}
