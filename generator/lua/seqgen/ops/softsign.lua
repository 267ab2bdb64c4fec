--- softsign: x / (1 + |x|)

local elementwise = require "seqgen.elementwise"

return elementwise.unary {
  name = "softsign",
  summary = "x / (1 + |x|)",
  source = "https://pytorch.org/docs/1.13/generated/torch.nn.Softsign.html",
  runtime = {"softsign"},
  expression = function(_, v) return "rt_softsign(" .. v .. ")" end,
}
