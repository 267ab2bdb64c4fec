--- log: the natural logarithm

local elementwise = require "seqgen.elementwise"

return elementwise.unary {
  name = "log",
  summary = "the natural logarithm",
  source = "https://pytorch.org/docs/1.13/generated/torch.log.html",
  runtime = {"log"},
  expression = function(_, v) return "rt_log(" .. v .. ")" end,
}
