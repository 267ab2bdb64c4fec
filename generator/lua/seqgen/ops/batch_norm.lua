--- batch_norm: each channel scaled and shifted by the statistics of training.
--
-- y = (x - running_mean) / sqrt(running_var + eps) * weight + bias, which is s x + t for each channel.  It goes into the
-- convolution or linear layer before or behind it where there is one (fold_norm).

local elementwise = require "seqgen.elementwise"
local tensor = require "tensor"

local function shape(node, inputs, cx)
  local x = inputs[1]
  if x.size.C then return elementwise.same_shape(node, inputs, cx) end
  cx.diag:error {mark = node.mark, message = string.format("layer '%s': its input has no axis C", node.name),
    found = string.format("'%s' with the axes %s", x.name, table.concat(x.axes, ", ")),
    expected = "channels, which it scales one by one", fix = "give the tensor a layout with C, or put `unsqueeze` before it"}
end

-- The tensors under the names of a framework.
local function named(weight, bias, mean, variance)
  return function(node, inputs)
    local list, channels = {}, {inputs[1].size.C}
    for _, name in ipairs(node.attrs.affine and {weight, bias, mean, variance} or {mean, variance}) do
      list[#list + 1] = {name = name, shape = channels, axes = "channel", min = name == variance and 0 or nil}
    end
    return list
  end
end

local function convention(weight, bias, mean, variance)
  return {
    stored = named(weight, bias, mean, variance),
    canonical = function(_, _, s) return {weight = s[weight], bias = s[bias], running_mean = s[mean], running_var = s[variance]} end,
  }
end

local function scale_and_shift(node)
  local w = node.weights
  local eps = tensor.new("f64", {1}, {node.attrs.eps})
  local scale = w.running_var:to("f64"):add(eps):map("rsqrt")
  if w.weight then scale = scale:mul(w.weight:to("f64")) end
  local shift = w.running_mean:to("f64"):mul(scale):map("neg")
  return scale, w.bias and shift:add(w.bias:to("f64")) or shift
end

return elementwise.unary {
  name = "batch_norm",
  summary = "each channel scaled and shifted by the statistics of training",
  source = "https://pytorch.org/docs/1.13/generated/torch.nn.BatchNorm1d.html",
  attributes = {
    {name = "eps", type = "number", above = 0, default = 1e-5, doc = "added to the variance (Keras' own default is 1e-3)"},
    {name = "affine", type = "boolean", default = true, doc = "there are a learned weight and bias"},
  },
  shape = shape,
  weights = named("weight", "bias", "running_mean", "running_var"),
  conventions = {
    keras = convention("gamma", "beta", "moving_mean", "moving_variance"),
    onnx = convention("scale", "B", "mean", "var"),
    d2l = convention("gamma", "beta", "moving_mean", "moving_var"),
  },
  scale_and_shift = scale_and_shift,
  operands = function(node)
    local scale, shift = scale_and_shift(node)
    return {scale:to("f32", "inf"), shift:to("f32", "inf")}
  end,
  expression = function(_, v, scale, shift) return string.format("(%s * %s + %s)", v, scale, shift) end,
}
