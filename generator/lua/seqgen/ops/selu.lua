--- selu: scale (x for x > 0, else alpha (e^x - 1)) with the constants of self-normalizing networks

local elementwise = require "seqgen.elementwise"

return elementwise.unary {
  name = "selu",
  summary = "scale (x for x > 0, else alpha (e^x - 1)) with the constants of self-normalizing networks",
  source = "https://pytorch.org/docs/1.13/generated/torch.nn.SELU.html",
  runtime = {"elu"},
  expression = function(_, v) return string.format("(1.05070099f * rt_elu(%s, 1.67326324f))", v) end,
}
