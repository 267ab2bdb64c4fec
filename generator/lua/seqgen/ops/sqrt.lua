--- sqrt: the square root

local elementwise = require "seqgen.elementwise"

return elementwise.unary {
  name = "sqrt",
  summary = "the square root",
  source = "https://pytorch.org/docs/1.13/generated/torch.sqrt.html",
  runtime = {"sqrt"},
  expression = function(_, v) return "rt_sqrt(" .. v .. ")" end,
}
