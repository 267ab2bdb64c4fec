--- adaptive_max_pool1d: the largest of each of output_size parts of T.

local adaptive = require "seqgen.adaptive"

return adaptive.operator({
  name = "adaptive_max_pool1d",
  summary = "the largest of each of output_size parts of T",
  source = "https://pytorch.org/docs/1.13/generated/torch.nn.AdaptiveMaxPool1d.html",
}, "max")
