--- identity: the input as it is.  Generates nothing, but for the copy that an output needs whose tensor lies elsewhere.

local move = require "seqgen.move"

return {
  name = "identity",
  summary = "the input as it is; generates nothing",
  source = "https://pytorch.org/docs/1.13/generated/torch.nn.Identity.html",
  attributes = {},
  inputs = {min = 1, max = 1, names = {"x"}},
  results = {"y"},
  changes_nothing = true,
  shape = move.same_shape,
  plan = move.plan_copy,
  template = "ops/move.c.tpl",
}
