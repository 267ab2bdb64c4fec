--- instance_norm: each channel of each sequence brought to mean 0 and variance 1 over T.

local move = require "seqgen.move"
local norm = require "seqgen.norm"

return {
  name = "instance_norm",
  summary = "each channel of each sequence brought to mean 0 and variance 1 over T",
  source = "https://pytorch.org/docs/1.13/generated/torch.nn.InstanceNorm1d.html",
  attributes = {norm.EPS, norm.affine(false)},
  inputs = {min = 1, max = 1, names = {"x"}},
  results = {"y"},
  shape = norm.shape "TC",
  stream = function() return move.not_over_time("T", "the mean over T") end,
  weights = norm.weights,
  conventions = norm.conventions(norm.weights),
  plan = function(node, inputs, outputs) return norm.plan(node, inputs[1], outputs[1], {axes = {"T"}}) end,
  template = "ops/norm.c.tpl",
  fuses = true,
}
