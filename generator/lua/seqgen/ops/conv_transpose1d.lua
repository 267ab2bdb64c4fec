--- conv_transpose1d: y[t][o] = bias[o] + sum over channels i, and taps k and steps s with s * stride + k * dilation - left = t,
-- of weight[i][o][k] * x[s][i]
--
-- The steps t of one *phase*, (t + left) % stride, are met by the same taps: they are a convolution of their own, with
-- stride 1, whose taps go backwards.  So every result is gathered, and its sum has one order.

local activations = require "seqgen.activations"
local conv_shape = require "seqgen.conv_shape"
local conv_source = require "seqgen.conv_source"
local counted = require "seqgen.counted"
local expr = require "seqgen.expr"
local product = require "seqgen.product"
local product_text = require "seqgen.product_text"
local transpose_phases = require "seqgen.transpose_phases"
local window = require "seqgen.window"

local function is_causal(node)
  return node.attrs.padding == "causal"
end

-- Left and right: how many steps of the result are cut off. `causal` keeps the first T * stride.
local function window_of(node)
  local w = window.of(node.attrs)
  if is_causal(node) then w.left, w.right = 0, w.reach + 1 - w.stride end
  return w
end

local function wrong_output_padding(node, expected, cx)
  cx.diag:error {mark = node.marks.output_padding or node.mark,
    message = string.format("layer '%s': its output_padding does not fit", node.name),
    found = string.format("output_padding %d", node.attrs.output_padding), expected = expected,
    fix = "take `output_padding` away, or make it smaller"}
  return false
end

local function check_output_padding(node, cx)
  local a = node.attrs
  if a.output_padding == 0 then return true end
  if is_causal(node) then return wrong_output_padding(node, "none with `padding: causal`, which gives T * stride steps", cx) end
  if a.output_padding < math.max(a.stride, a.dilation) then return true end
  return wrong_output_padding(node, string.format("less than stride or dilation, %d", math.max(a.stride, a.dilation)), cx)
end

local function shape(node, inputs, cx)
  local x, a, w = inputs[1], node.attrs, window_of(node)
  if not conv_shape.check(node, x, cx) or not check_output_padding(node, cx) then return nil end
  local more = w.reach + 1 - a.stride - w.left - w.right + a.output_padding
  return {conv_shape.result(x, x.size.T * a.stride + more, x.length and x.length:mul(a.stride):add(more), a.out_channels)}
end

-- Where T * stride steps are left of the results, from the first on, none waits for a step of x that comes later.
local function stream(node)
  local a, w = node.attrs, window_of(node)
  if w.left == 0 and w.right == w.reach + 1 + a.output_padding - a.stride then return nil end
  local why = w.left + w.right > 0 and "its padding cuts steps off at both ends of a chunk"
    or w.reach >= a.stride and "its kernel is longer than its stride, so that the results of two chunks overlap"
    or "its kernel is shorter than its stride, so that steps between two chunks are missing"
  return why, string.format("write `padding: causal`, which gives T * stride steps; the first %s then warm-up", counted(w.reach, "step", "is", "are"))
end

local function weights(node, inputs)
  local a = node.attrs
  local list = {{name = "weight", shape = {inputs[1].size.C, a.out_channels // a.groups, a.kernel_size}, axes = "in, out/groups, tap"}}
  if a.bias then list[2] = {name = "bias", shape = {a.out_channels}, axes = "out"} end
  return list
end

-- Where the phases read x: in place if no tap reaches beyond its ends.
local function source_of(x, phases, mode)
  local steps = {tap = phases.dilation, window = 1}
  if phases.before == 0 and phases.after == 0 then return conv_source.each(x, steps) end
  if mode == "stream" then return conv_source.past(x, steps, phases.before) end
  return conv_source.padded(x, steps, "zeros", phases.before, phases.before, expr.add(x.size.T, phases.before + phases.after),
    x.max.T + phases.before + phases.after)
end

local function plan(node, inputs, outputs, cx)
  local x, y = inputs[1], outputs[1]
  local w = window_of(node)
  local phases = transpose_phases.of(w, node.attrs.output_padding)
  local source = source_of(x, phases, cx.mode)
  local list, constants = transpose_phases.plan(node, phases, source, y)
  return {constants = constants, scratch = conv_source.join(source.scratch, {}), state = source.state, runtime = {"tile", "rows"},
    vars = {phases = list, window = window, w = w, source = source, product_text = product_text, conv_source = conv_source, expr = expr,
      stride = node.attrs.stride}}
end

return {
  name = "conv_transpose1d",
  summary = "a transposed convolution over T, which makes it longer",
  source = "https://pytorch.org/docs/1.13/generated/torch.nn.ConvTranspose1d.html",
  attributes = {
    {name = "out_channels", type = "integer", min = 1, required = true, doc = "C of the result"},
    {name = "kernel_size", type = "integer", min = 1, required = true, doc = "taps of the kernel"},
    {name = "stride", type = "integer", min = 1, default = 1, doc = "steps of the result for one of the input"},
    {name = "padding", type = "padding", choices = {"causal"}, default = 0,
      doc = "steps cut off at both ends; `causal` gives the first T * stride steps"},
    {name = "output_padding", type = "integer", min = 0, default = 0, doc = "steps added behind"},
    {name = "dilation", type = "integer", min = 1, default = 1, doc = "steps from one tap to the next"},
    {name = "groups", type = "integer", min = 1, default = 1, doc = "groups of channels that don't mix"},
    {name = "bias", type = "boolean", default = true, doc = "adds a number to each output channel"},
    activations.ATTRIBUTE,
  },
  inputs = {min = 1, max = 1, names = {"x"}},
  results = {"y"},
  shape = shape,
  stream = stream,
  weights = weights,
  conventions = {
    keras = conv_shape.convention(weights, "kernel", "bias", {3, 2, 1}, "tap, out, in"),
    onnx = conv_shape.convention(weights, "W", "B", {1, 2, 3}, "in, out/groups, tap"),
    d2l = conv_shape.convention(weights, "kernel", "bias", {3, 1, 2}, "tap, in, out"),
  },
  macs = function(node, inputs)
    return product.count(inputs[1]) * node.attrs.kernel_size * (node.attrs.out_channels // node.attrs.groups)
  end,
  fuses = true,
  plan = plan,
  template = "ops/conv_transpose1d.c.tpl",
}
