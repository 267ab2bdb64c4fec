--- avg_pool1d: the mean of each window of steps.

local pool = require "seqgen.pool"

return pool.operator({
  name = "avg_pool1d",
  summary = "the mean of each window of steps",
  source = "https://pytorch.org/docs/1.13/generated/torch.nn.AvgPool1d.html",
}, "mean", pool.STRIDE, {
  pool.CEIL_MODE,
  {name = "count_include_pad", type = "boolean", default = true, doc = "padding counts as zeros; false: the mean of real steps"},
})
