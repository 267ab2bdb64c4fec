--- tanh: the hyperbolic tangent

local elementwise = require "seqgen.elementwise"

return elementwise.unary {
  name = "tanh",
  summary = "the hyperbolic tangent",
  source = "https://pytorch.org/docs/1.13/generated/torch.nn.Tanh.html",
  runtime = {"tanh"},
  expression = function(_, v) return "rt_tanh(" .. v .. ")" end,
}
