--- softplus: log(1 + e^(beta x)) / beta, and x itself where beta x is large

local elementwise = require "seqgen.elementwise"

return elementwise.unary {
  name = "softplus",
  summary = "log(1 + e^(beta x)) / beta, and x itself where beta x is large",
  source = "https://pytorch.org/docs/1.13/generated/torch.nn.Softplus.html",
  attributes = {
    {name = "beta", type = "number", above = 0, default = 1, doc = "how sharp the bend is"},
    {name = "threshold", type = "number", default = 20, doc = "above it, beta x counts as large"},
  },
  runtime = {"softplus"},
  expression = function(attrs, v) return string.format("rt_softplus(%s, %s, %s)", v, elementwise.number(attrs.beta), elementwise.number(attrs.threshold)) end,
}
