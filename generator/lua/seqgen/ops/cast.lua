--- cast: another element type; float to integer cuts towards zero.

local move = require "seqgen.move"

return {
  name = "cast",
  summary = "another element type; float to integer cuts towards zero",
  source = "https://pytorch.org/docs/1.13/generated/torch.Tensor.to.html",
  attributes = {{name = "dtype", type = "choice", choices = {"f32", "i32"}, required = true, doc = "the result's type"}},
  inputs = {min = 1, max = 1, names = {"x"}},
  results = {"y"},
  shape = function(node, inputs)
    local x = inputs[1]
    return {{axes = x.axes, size = x.size, length = x.length, dtype = node.attrs.dtype}}
  end,
  plan = function(node, inputs, outputs)
    local part = move.part(inputs[1], outputs[1])
    local to_int = node.attrs.dtype == "i32" and inputs[1].dtype == "f32"
    part.from = string.format(to_int and "rt_to_i32(%s)" or node.attrs.dtype == "i32" and "%s" or "(float)%s", part.from)
    local plan = move.plan_parts {part}
    plan.runtime = to_int and {"to_i32"} or {}
    return plan
  end,
  template = "ops/move.c.tpl",
}
