--- leaky_relu: x for x >= 0, else a small slope times x

local elementwise = require "seqgen.elementwise"

return elementwise.unary {
  name = "leaky_relu",
  summary = "x for x >= 0, else a small slope times x",
  source = "https://pytorch.org/docs/1.13/generated/torch.nn.LeakyReLU.html",
  attributes = {
    {name = "negative_slope", type = "number", default = 0.01, doc = "the slope below 0"},
  },
  runtime = {"leaky_relu"},
  expression = function(attrs, v) return string.format("rt_leaky_relu(%s, rt_splat(%s))", v, elementwise.number(attrs.negative_slope)) end,
}
