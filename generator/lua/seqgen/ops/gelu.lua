--- gelu: x times the normal distribution at x.

local elementwise = require "seqgen.elementwise"

return elementwise.unary {
  name = "gelu",
  summary = "x times the normal distribution at x, or its approximation by tanh",
  source = "https://pytorch.org/docs/1.13/generated/torch.nn.GELU.html",
  attributes = {
    {name = "approximate", type = "choice", choices = {"none", "tanh"}, default = "none", doc = "tanh: PyTorch's approximation"},
  },
  runtime = function(attrs) return {attrs.approximate == "tanh" and "gelu_tanh" or "gelu"} end,
  expression = function(attrs, v)
    return string.format(attrs.approximate == "tanh" and "rt_gelu_tanh(%s)" or "rt_gelu(%s)", v)
  end,
}
