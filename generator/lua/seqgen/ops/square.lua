--- square: x x

local elementwise = require "seqgen.elementwise"

return elementwise.unary {
  name = "square",
  summary = "x x",
  source = "https://pytorch.org/docs/1.13/generated/torch.square.html",
  runtime = {"square"},
  expression = function(_, v) return "rt_square(" .. v .. ")" end,
}
