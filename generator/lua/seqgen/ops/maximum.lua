--- maximum: the larger of the inputs; inputs are matched by the names of their axes.

local elementwise = require "seqgen.elementwise"

return elementwise.binary {
  name = "maximum",
  summary = "the larger of the inputs; axes are matched by name",
  source = "https://pytorch.org/docs/1.13/generated/torch.maximum.html",
  expression = function(_, a, b) return string.format("rt_max(%s, %s)", a, b) end,
}
