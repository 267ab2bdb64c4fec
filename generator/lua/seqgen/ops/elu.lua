--- elu: x for x > 0, else alpha (e^x - 1)

local elementwise = require "seqgen.elementwise"

return elementwise.unary {
  name = "elu",
  summary = "x for x > 0, else alpha (e^x - 1)",
  source = "https://pytorch.org/docs/1.13/generated/torch.nn.ELU.html",
  attributes = {
    {name = "alpha", type = "number", default = 1, doc = "what it tends to at minus infinity, with the other sign"},
  },
  runtime = {"elu"},
  expression = function(attrs, v) return string.format("rt_elu(%s, %s)", v, elementwise.number(attrs.alpha)) end,
}
