--- max_pool1d: the largest of each window of steps.

local pool = require "seqgen.pool"

return pool.operator({
  name = "max_pool1d",
  summary = "the largest of each window of steps",
  source = "https://pytorch.org/docs/1.13/generated/torch.nn.MaxPool1d.html",
}, "max", pool.STRIDE, {
  {name = "dilation", type = "integer", min = 1, default = 1, doc = "from one step of a window to its next"},
  pool.CEIL_MODE,
})
