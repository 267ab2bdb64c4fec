--- prelu: leaky_relu with a learned slope, one for all channels or one each.

local elementwise = require "seqgen.elementwise"

local function shape(node, inputs, cx)
  local slopes, channels = node.attrs.num_parameters, inputs[1].size.C or 1
  if slopes ~= 1 and slopes ~= channels then
    cx.diag:error {mark = node.marks.num_parameters or node.mark,
      message = string.format("layer '%s': its slopes do not fit the channels", node.name),
      found = string.format("num_parameters: %d, and C is %d", slopes, channels), expected = "1, or one slope for each channel",
      fix = string.format("write `num_parameters: %d`", channels)}
    return nil
  end
  return elementwise.same_shape(node, inputs, cx)
end

-- Keras shares slopes over T, which leaves an axis of size 1; the others only have other names.
local function convention(name, axes)
  return {
    stored = function(node)
      local n = node.attrs.num_parameters
      return {{name = name, shape = axes and {1, n} or {n}, axes = (axes or "") .. "channel"}}
    end,
    canonical = function(node, _, stored) return {weight = stored[name]:reshape {node.attrs.num_parameters}} end,
  }
end

return elementwise.unary {
  name = "prelu",
  summary = "x for x >= 0, else a learned slope times x",
  source = "https://pytorch.org/docs/1.13/generated/torch.nn.PReLU.html",
  attributes = {
    {name = "num_parameters", type = "integer", min = 1, default = 1, doc = "1, or one slope for each channel"},
  },
  shape = shape,
  weights = function(node) return {{name = "weight", shape = {node.attrs.num_parameters}, axes = "channel"}} end,
  conventions = {keras = convention("alpha", "1, "), onnx = convention("slope"), d2l = convention("weight")},
  runtime = {"leaky_relu"},
  operands = function(node) return {node.weights.weight} end,
  expression = function(_, v, slope) return string.format("rt_leaky_relu(%s, %s)", v, slope) end,
}
