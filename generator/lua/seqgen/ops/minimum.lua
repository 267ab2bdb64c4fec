--- minimum: the smaller of the inputs; inputs are matched by the names of their axes.

local elementwise = require "seqgen.elementwise"

return elementwise.binary {
  name = "minimum",
  summary = "the smaller of the inputs; axes are matched by name",
  source = "https://pytorch.org/docs/1.13/generated/torch.minimum.html",
  expression = function(_, a, b) return string.format("rt_min(%s, %s)", a, b) end,
}
