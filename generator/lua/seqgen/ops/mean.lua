--- mean: the mean along an axis, which goes.

local reduce = require "seqgen.reduce"

return reduce.operator {
  name = "mean",
  summary = "the mean along an axis, which goes",
  source = "https://pytorch.org/docs/1.13/generated/torch.mean.html",
}
