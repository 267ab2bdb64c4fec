--- global_avg_pool: the mean over all T, which goes; of a variable length the true one.

local reduce = require "seqgen.reduce"

return reduce.global({
  name = "global_avg_pool",
  summary = "the mean over all T, which goes; of a variable length the true one",
  source = "torch.mean over T; ONNX' GlobalAveragePool",
}, "mean")
