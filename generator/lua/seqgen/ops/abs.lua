--- abs: the absolute value

local elementwise = require "seqgen.elementwise"

return elementwise.unary {
  name = "abs",
  summary = "the absolute value",
  source = "https://pytorch.org/docs/1.13/generated/torch.abs.html",
  runtime = {"vec"},
  expression = function(_, v) return "rt_abs(" .. v .. ")" end,
}
