--- relu: max(x, 0)

local elementwise = require "seqgen.elementwise"

return elementwise.unary {
  name = "relu",
  summary = "max(x, 0)",
  source = "https://pytorch.org/docs/1.13/generated/torch.nn.ReLU.html",
  runtime = {"vec"},
  expression = function(_, v) return string.format("rt_at_least(%s, rt_splat(0.0f))", v) end,
}
