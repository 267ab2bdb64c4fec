--- layer_norm: the channels of each step brought to mean 0 and variance 1.

local norm = require "seqgen.norm"

return {
  name = "layer_norm",
  summary = "the channels of each step brought to mean 0 and variance 1",
  source = "https://pytorch.org/docs/1.13/generated/torch.nn.LayerNorm.html",
  attributes = {norm.EPS, norm.affine(true)},
  inputs = {min = 1, max = 1, names = {"x"}},
  results = {"y"},
  shape = norm.shape "C",
  weights = norm.weights,
  conventions = norm.conventions(norm.weights),
  plan = function(node, inputs, outputs) return norm.plan(node, inputs[1], outputs[1], {axes = {"C"}}) end,
  template = "ops/norm.c.tpl",
  fuses = true,
}
