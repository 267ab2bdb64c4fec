--- neg: -x

local elementwise = require "seqgen.elementwise"

return elementwise.unary {
  name = "neg",
  summary = "-x",
  source = "https://pytorch.org/docs/1.13/generated/torch.neg.html",
  runtime = {"vec"},
  expression = function(_, v) return "(-" .. v .. ")" end,
}
