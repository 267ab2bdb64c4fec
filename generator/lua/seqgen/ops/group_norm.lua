--- group_norm: each group of channels of each sequence brought to mean 0 and variance 1, over T too.

local move = require "seqgen.move"
local norm = require "seqgen.norm"

local function shape(node, inputs, cx)
  local result = norm.shape "C"(node, inputs, cx)
  local groups, channels = node.attrs.num_groups, inputs[1].size.C
  if not result or channels % groups == 0 then return result end
  cx.diag:error {mark = node.marks.num_groups or node.mark,
    message = string.format("layer '%s': its groups do not share the channels evenly", node.name),
    found = string.format("num_groups: %d, and C is %d", groups, channels), expected = "groups of equal size",
    fix = "take a divisor of C"}
  return nil
end

local function plan(node, inputs, outputs)
  local x, groups = inputs[1], node.attrs.num_groups
  local width = x.max.C // groups
  if x.stride.C == 1 and width > 1 then
    return norm.plan(node, x, outputs[1], {axes = {"C", "T"}, sizes = {width, x.size.T}, groups = groups})
  end
  return norm.plan(node, x, outputs[1], {axes = {"T", "C"}, sizes = {x.size.T, width}, groups = groups})
end

return {
  name = "group_norm",
  summary = "each group of channels brought to mean 0 and variance 1, over T too",
  source = "https://pytorch.org/docs/1.13/generated/torch.nn.GroupNorm.html",
  attributes = {
    {name = "num_groups", type = "integer", min = 1, required = true, doc = "into how many groups the channels are shared out"},
    norm.EPS, norm.affine(true),
  },
  inputs = {min = 1, max = 1, names = {"x"}},
  results = {"y"},
  shape = shape,
  stream = function(_, inputs) return move.not_over_time(inputs[1].size.T and "T", "the mean over T") end,
  weights = norm.weights,
  conventions = norm.conventions(norm.weights),
  plan = plan,
  template = "ops/norm.c.tpl",
  fuses = true,
}
