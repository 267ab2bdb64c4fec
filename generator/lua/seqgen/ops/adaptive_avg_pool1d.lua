--- adaptive_avg_pool1d: the mean of each of output_size parts of T.

local adaptive = require "seqgen.adaptive"

return adaptive.operator({
  name = "adaptive_avg_pool1d",
  summary = "the mean of each of output_size parts of T",
  source = "https://pytorch.org/docs/1.13/generated/torch.nn.AdaptiveAvgPool1d.html",
}, "mean")
