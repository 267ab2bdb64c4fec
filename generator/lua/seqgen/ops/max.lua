--- max: the largest along an axis, which goes; NaN counts as the largest.

local reduce = require "seqgen.reduce"

return reduce.operator {
  name = "max",
  summary = "the largest along an axis, which goes; NaN counts as the largest",
  source = "https://pytorch.org/docs/1.13/generated/torch.amax.html",
}
