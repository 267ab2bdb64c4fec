--- hard_sigmoid: clip(x / 6 + 1/2, 0, 1)

local elementwise = require "seqgen.elementwise"

return elementwise.unary {
  name = "hard_sigmoid",
  summary = "clip(x / 6 + 1/2, 0, 1)",
  source = "https://pytorch.org/docs/1.13/generated/torch.nn.Hardsigmoid.html",
  runtime = {"hard_sigmoid"},
  expression = function(_, v) return string.format("rt_hard_sigmoid(%s, 0.166666667f)", v) end,
}
