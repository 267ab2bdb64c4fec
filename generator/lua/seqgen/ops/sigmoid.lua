--- sigmoid: 1 / (1 + e^-x)

local elementwise = require "seqgen.elementwise"

return elementwise.unary {
  name = "sigmoid",
  summary = "1 / (1 + e^-x)",
  source = "https://pytorch.org/docs/1.13/generated/torch.nn.Sigmoid.html",
  runtime = {"sigmoid"},
  expression = function(_, v) return "rt_sigmoid(" .. v .. ")" end,
}
