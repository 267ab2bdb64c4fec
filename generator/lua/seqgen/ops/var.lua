--- var: the variance along an axis, which goes; divides by n - 1.

local reduce = require "seqgen.reduce"

return reduce.operator {
  name = "var",
  summary = "the variance along an axis, which goes; divides by n - 1",
  source = "https://pytorch.org/docs/1.13/generated/torch.var.html",
}
