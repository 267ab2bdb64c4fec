--- conv1d: y[t][o] = bias[o] + sum over taps k and channels i of weight[o][i][k] * x[t * stride + k * dilation - left][i]
--
-- Channels come in groups that don't mix.  `flip: true` walks the kernel backwards, which is what signal processing calls
-- convolution.

local activations = require "seqgen.activations"
local conv_ahead = require "seqgen.conv_ahead"
local conv_shape = require "seqgen.conv_shape"
local conv_source = require "seqgen.conv_source"
local depthwise = require "seqgen.depthwise"
local expr = require "seqgen.expr"
local panels = require "seqgen.panels"
local product = require "seqgen.product"
local product_text = require "seqgen.product_text"
local threads = require "seqgen.threads"
local window = require "seqgen.window"
local winograd = require "seqgen.winograd"

local function shape(node, inputs, cx)
  local x, w = inputs[1], window.of(node.attrs)
  if not conv_shape.check(node, x, cx) or not conv_shape.check_mode(node, x, w, cx) then return nil end
  local steps, length = window.count(w, x.size.T, x.length)
  return {conv_shape.result(x, steps, length, node.attrs.out_channels)}
end

local function weights(node, inputs)
  local a = node.attrs
  local list = {{name = "weight", shape = {a.out_channels, inputs[1].size.C // a.groups, a.kernel_size}, axes = "out, in/groups, tap"}}
  if a.bias then list[2] = {name = "bias", shape = {a.out_channels}, axes = "out"} end
  return list
end

-- weight as [group][out][in][tap]
local function grouped_weight(node)
  local weight, groups = node.weights.weight, node.attrs.groups
  if node.attrs.flip then weight = weight:flip(3) end
  local s = weight:shape()
  return weight:reshape {groups, s[1] // groups, s[2], s[3]}
end

local function plan_product(node, x, y, source, graph)
  local axes = source.kind ~= "direct" and {"T"} or nil
  local walk = source.row and {row = source.row, outer = {}} or product.walk(source.stride, y, node, graph, axes)
  local p = panels.plan(grouped_weight(node), node.weights.bias, walk.row.most)
  return product.plan(p, walk, source, {at = source.at, group_channels = expr.mul(p.channels, source.channel),
    every = source.row and 1, from = source.row and "begin"})
end

local function plan_ahead(x, y, w, node, graph)
  local plan = conv_ahead.plan(x, y, w, node, grouped_weight(node), graph)
  plan.runtime = {"tile", "rows"}
  plan.vars = {m = plan.m, source = {kind = "direct"}, window = window, w = w, product_text = product_text, kernel = "ops/conv_ahead.c.tpl",
    cut = conv_ahead.comment(plan.m, w)}
  return plan
end

-- How the sums are made: {template, comment, note, m (what the template needs), source}.
local function kernel_of(node, x, y, w, cx)
  if depthwise.fits(node, x) then
    local source = conv_source.plan(x, y, w, node, cx.mode, true)
    return {template = "ops/depthwise.c.tpl", comment = depthwise.comment(), m = depthwise.plan(node, grouped_weight(node), source),
      source = source}
  end
  w.pairs = winograd.fits(node, x, y, w, cx)
  local source = conv_source.plan(x, y, w, node, cx.mode)
  if w.pairs then
    local m = winograd.plan(grouped_weight(node), node.weights.bias, x, y, w, source)
    return {template = "ops/winograd.c.tpl", comment = winograd.comment(m), note = winograd.note(m, w), m = m, source = source}
  end
  local m = plan_product(node, x, y, source, cx.graph)
  return {template = "ops/product.c.tpl", comment = product.comment(m), m = m, source = source}
end

local function plan(node, inputs, outputs, cx)
  local x, y, w = inputs[1], outputs[1], window.of(node.attrs)
  if cx.mode == "stream" and conv_ahead.fits(x, y, w, node) then return plan_ahead(x, y, w, node, cx.graph) end
  local kernel = kernel_of(node, x, y, w, cx)
  local m, source = kernel.m, kernel.source
  return {constants = m.constants or m.p.constants, scratch = conv_source.join(source.scratch, m.scratch), state = source.state,
    runtime = {"tile", "rows", "winograd"}, vars = {m = m, source = source, window = window, w = w,
    product_text = product_text, conv_source = conv_source, expr = expr, threads = threads, kernel = kernel.template, cut = kernel.comment}, note = kernel.note}
end

return {
  name = "conv1d",
  summary = "a convolution over T (cross-correlation, as in every framework)",
  source = "https://pytorch.org/docs/1.13/generated/torch.nn.Conv1d.html",
  attributes = {
    {name = "out_channels", type = "integer", min = 1, required = true, doc = "C of the result"},
    {name = "kernel_size", type = "integer", min = 1, required = true, doc = "taps of the kernel"},
    {name = "stride", type = "integer", min = 1, default = 1, doc = "steps from one window to the next"},
    {name = "padding", type = "padding", default = 0,
      doc = "steps added at both ends; `same` keeps T (with a stride: ceil(T / stride)), `causal` pads before only"},
    {name = "dilation", type = "integer", min = 1, default = 1, doc = "steps from one tap to the next"},
    {name = "groups", type = "integer", min = 1, default = 1, doc = "groups of channels that don't mix"},
    {name = "bias", type = "boolean", default = true, doc = "adds a number to each output channel"},
    {name = "padding_mode", type = "choice", choices = {"zeros", "reflect", "replicate", "circular"}, default = "zeros",
      doc = "what the padding holds"},
    {name = "flip", type = "boolean", default = false, doc = "walks the kernel backwards: convolution as in signal processing"},
    activations.ATTRIBUTE,
  },
  inputs = {min = 1, max = 1, names = {"x"}},
  results = {"y"},
  shape = shape,
  stream = conv_source.stream,
  weights = weights,
  conventions = {
    keras = conv_shape.convention(weights, "kernel", "bias", {3, 2, 1}, "tap, in/groups, out"),
    onnx = conv_shape.convention(weights, "W", "B", {1, 2, 3}, "out, in/groups, tap"),
    d2l = conv_shape.convention(weights, "kernel", "bias", {3, 2, 1}, "tap, in, out"),
  },
  macs = function(node, inputs, outputs)
    return inputs[1].size.C // node.attrs.groups * node.attrs.kernel_size * product.count(outputs[1])
  end,
  fuses = true,
  plan = plan,
  template = "ops/conv1d.c.tpl",
}
