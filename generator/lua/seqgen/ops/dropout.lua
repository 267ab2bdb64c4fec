--- dropout: active in training only; generates nothing.

local move = require "seqgen.move"

return {
  name = "dropout",
  summary = "active in training only; generates nothing",
  source = "https://pytorch.org/docs/1.13/generated/torch.nn.Dropout.html",
  attributes = {
    {name = "p", type = "number", min = 0, max = 1, default = 0.5, doc = "probability of a zero in training; unused here"},
  },
  inputs = {min = 1, max = 1, names = {"x"}},
  results = {"y"},
  changes_nothing = true,
  shape = move.same_shape,
  plan = move.plan_copy,
  template = "ops/move.c.tpl",
}
