--- mish: x tanh(softplus(x))

local elementwise = require "seqgen.elementwise"

return elementwise.unary {
  name = "mish",
  summary = "x tanh(softplus(x))",
  source = "https://pytorch.org/docs/1.13/generated/torch.nn.Mish.html",
  runtime = {"mish"},
  expression = function(_, v) return "rt_mish(" .. v .. ")" end,
}
