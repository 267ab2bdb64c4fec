--- linear: y[o] = bias[o] + sum over i of weight[o][i] * x[i], over C, at every place of the other axes.

local activations = require "seqgen.activations"
local elementwise = require "seqgen.elementwise"
local panels = require "seqgen.panels"
local product = require "seqgen.product"
local product_text = require "seqgen.product_text"
local tables = require "seqgen.tables"

local function shape(node, inputs, cx)
  local x = inputs[1]
  if not elementwise.all_floats(node, inputs, cx) then return nil end
  if not x.size.C then
    cx.diag:error {mark = node.mark, message = string.format("layer '%s': its input has no axis C", node.name),
      found = string.format("'%s' with the axes %s", x.name, table.concat(x.axes, ", ")),
      expected = "channels, which linear takes the sum over", fix = "put `unsqueeze` with `axis: C`, or a `transpose`, before it"}
    return nil
  end
  local size = tables.copy(x.size)
  size.C = node.attrs.out_features
  return {{axes = x.axes, size = size, length = x.length}}
end

local function weights(node, inputs)
  local list = {{name = "weight", shape = {node.attrs.out_features, inputs[1].size.C}, axes = "out, in"}}
  if node.attrs.bias then list[2] = {name = "bias", shape = {node.attrs.out_features}, axes = "out"} end
  return list
end

-- Another framework's form: a matrix (in, out) under its own names; `W` of ONNX is (out, in) like PyTorch's.
local function convention(weight, bias, transposed)
  return {
    stored = function(node, inputs)
      local list = weights(node, inputs)
      list[1].name = weight
      if transposed then list[1].shape, list[1].axes = {list[1].shape[2], list[1].shape[1]}, "in, out" end
      if list[2] then list[2].name = bias end
      return list
    end,
    canonical = function(_, _, stored)
      return {weight = transposed and stored[weight]:permute {2, 1} or stored[weight], bias = stored[bias]}
    end,
  }
end

local function plan(node, inputs, outputs, cx)
  local x, y = inputs[1], outputs[1]
  local out, channels = y.max.C, x.max.C
  local walk = product.walk(x.stride, y, node, cx.graph)
  local p = panels.plan(node.weights.weight:reshape {1, out, channels, 1}, node.weights.bias, walk.row.most)
  local m = product.plan(p, walk, {ptr = "x", tap = 0, channel = x.max.C > 1 and x.stride.C or 1, stride = x.stride})
  return {constants = p.constants, scratch = m.scratch, runtime = {"tile"},
    vars = {m = m, product_text = product_text, cut = product.comment(m)}}
end

return {
  name = "linear",
  summary = "a matrix product over C",
  source = "https://pytorch.org/docs/1.13/generated/torch.nn.Linear.html",
  attributes = {
    {name = "out_features", type = "integer", min = 1, required = true, doc = "C of the result"},
    {name = "bias", type = "boolean", default = true, doc = "adds a number to each output"},
    activations.ATTRIBUTE,
  },
  inputs = {min = 1, max = 1, names = {"x"}},
  results = {"y"},
  shape = shape,
  weights = weights,
  conventions = {keras = convention("kernel", "bias", true), onnx = convention("W", "B", false), d2l = convention("kernel", "bias", true)},
  macs = function(_, inputs, outputs) return inputs[1].size.C * product.count(outputs[1]) end,
  fuses = true,
  plan = plan,
  template = "ops/linear.c.tpl",
}
