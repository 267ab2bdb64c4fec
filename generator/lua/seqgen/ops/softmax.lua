--- softmax: e^x over the sum of e^x along an axis; the largest x is taken off first, so that nothing overflows.

local line = require "seqgen.line"

return line.operator {
  name = "softmax",
  summary = "e^x over the sum of e^x along an axis",
  source = "https://pytorch.org/docs/1.13/generated/torch.nn.Softmax.html",
}
