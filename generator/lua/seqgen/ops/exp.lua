--- exp: e^x

local elementwise = require "seqgen.elementwise"

return elementwise.unary {
  name = "exp",
  summary = "e^x",
  source = "https://pytorch.org/docs/1.13/generated/torch.exp.html",
  runtime = {"exp"},
  expression = function(_, v) return "rt_exp(" .. v .. ")" end,
}
