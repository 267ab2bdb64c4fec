--- relu6: x, not below 0 and not above 6

local elementwise = require "seqgen.elementwise"

return elementwise.unary {
  name = "relu6",
  summary = "x, not below 0 and not above 6",
  source = "https://pytorch.org/docs/1.13/generated/torch.nn.ReLU6.html",
  runtime = {"vec"},
  expression = function(_, v) return string.format("rt_at_most(rt_at_least(%s, rt_splat(0.0f)), rt_splat(6.0f))", v) end,
}
