--- sub: the first input minus the others; inputs are matched by the names of their axes.

local elementwise = require "seqgen.elementwise"

return elementwise.binary {
  name = "sub",
  summary = "the first input minus the others; axes are matched by name",
  source = "https://pytorch.org/docs/1.13/generated/torch.sub.html",
  expression = function(_, a, b) return string.format("(%s - %s)", a, b) end,
}
