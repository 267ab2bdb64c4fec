--- silu: x sigmoid(x)

local elementwise = require "seqgen.elementwise"

return elementwise.unary {
  name = "silu",
  summary = "x sigmoid(x)",
  source = "https://pytorch.org/docs/1.13/generated/torch.nn.SiLU.html",
  runtime = {"silu"},
  expression = function(_, v) return "rt_silu(" .. v .. ")" end,
}
