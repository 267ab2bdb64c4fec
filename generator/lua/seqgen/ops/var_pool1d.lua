--- var_pool1d: the variance of each window of steps, divided by how many there are; stable for values far from zero.

local pool = require "seqgen.pool"

return pool.operator({
  name = "var_pool1d",
  summary = "the variance of each window of steps, divided by how many there are",
  source = "torch.var without Bessel's correction over each window; padding never counts",
}, "var", {name = "stride", type = "integer", min = 1, default = 1, doc = "steps from one window to the next"},
  {pool.CEIL_MODE})
