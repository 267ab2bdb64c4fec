--- min: the smallest along an axis, which goes; NaN counts as the smallest.

local reduce = require "seqgen.reduce"

return reduce.operator {
  name = "min",
  summary = "the smallest along an axis, which goes; NaN counts as the smallest",
  source = "https://pytorch.org/docs/1.13/generated/torch.amin.html",
}
