--- hard_swish: x clip(x / 6 + 1/2, 0, 1)

local elementwise = require "seqgen.elementwise"

return elementwise.unary {
  name = "hard_swish",
  summary = "x clip(x / 6 + 1/2, 0, 1)",
  source = "https://pytorch.org/docs/1.13/generated/torch.nn.Hardswish.html",
  runtime = {"hard_swish"},
  expression = function(_, v) return "rt_hard_swish(" .. v .. ")" end,
}
