--- log_softmax: x minus the logarithm of the sum of e^x along an axis; exact for large x.

local line = require "seqgen.line"

return line.operator {
  name = "log_softmax",
  summary = "x minus the logarithm of the sum of e^x along an axis",
  source = "https://pytorch.org/docs/1.13/generated/torch.nn.LogSoftmax.html",
}
