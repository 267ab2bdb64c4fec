--- bound: a value that can't leave [min, max].
--
-- clip      min or max where x is beyond
-- sigmoid   min + (max - min) sigmoid(x)
-- tanh      min + (max - min) (tanh(x) + 1) / 2
-- The last two end in a clip: rounding of the sum must not pass the bound.

local elementwise = require "seqgen.elementwise"

local function inside(attrs, v)
  return string.format("rt_at_most(rt_at_least(%s, rt_splat(%s)), rt_splat(%s))", v, elementwise.number(attrs.min),
    elementwise.number(attrs.max))
end

local FORMS = {
  clip = function(_, v) return v end,
  sigmoid = function(attrs, v)
    return string.format("rt_sigmoid(%s) * %s + %s", v, elementwise.number(attrs.max - attrs.min), elementwise.number(attrs.min))
  end,
  tanh = function(attrs, v)
    return string.format("(rt_tanh(%s) + 1.0f) * %s + %s", v, elementwise.number((attrs.max - attrs.min) / 2),
      elementwise.number(attrs.min))
  end,
}

local function shape(node, inputs, cx)
  if node.attrs.min >= node.attrs.max then
    cx.diag:error {mark = node.marks.max or node.mark, message = string.format("layer '%s': nothing lies between its bounds", node.name),
      found = string.format("min: %g, max: %g", node.attrs.min, node.attrs.max), expected = "min below max", fix = "exchange the two"}
    return nil
  end
  return elementwise.same_shape(node, inputs, cx)
end

return elementwise.unary {
  name = "bound",
  summary = "a value that can't leave [min, max]",
  source = "clip, or sigmoid or tanh stretched over the range",
  attributes = {
    {name = "min", type = "number", required = true, doc = "the smallest value"},
    {name = "max", type = "number", required = true, doc = "the largest value"},
    {name = "via", type = "choice", choices = {"sigmoid", "tanh", "clip"}, default = "sigmoid", doc = "how values are kept inside"},
  },
  shape = shape,
  runtime = function(attrs) return {attrs.via == "clip" and "vec" or attrs.via} end,
  expression = function(attrs, v) return inside(attrs, FORMS[attrs.via](attrs, v)) end,
}
