--- add: the sum of the inputs; inputs are matched by the names of their axes.

local elementwise = require "seqgen.elementwise"

return elementwise.binary {
  name = "add",
  summary = "the sum of the inputs; axes are matched by name",
  source = "https://pytorch.org/docs/1.13/generated/torch.add.html",
  expression = function(_, a, b) return string.format("(%s + %s)", a, b) end,
}
