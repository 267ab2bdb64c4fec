--- global_max_pool: the largest over all T, which goes; of a variable length the true one.

local reduce = require "seqgen.reduce"

return reduce.global({
  name = "global_max_pool",
  summary = "the largest over all T, which goes; of a variable length the true one",
  source = "torch.amax over T; ONNX' GlobalMaxPool",
}, "max")
