--- fold_norm: what scales and shifts each channel (batch_norm, affine) goes into the weights of the conv1d,
-- conv_transpose1d or linear before it, or of the conv1d or linear behind it.
--
-- y = s (W x + b) + t  is  (s W) x + (s b + t);   W (s x + t) + b  is  (W s) x + (b + sum of W t).
-- The second needs a layer that adds no padding of its own: padded zeros are not scaled.
-- Such an operator tells s and t by `op.scale_and_shift(node, channels)`: two float64 arrays [C].
-- All is computed in float64 and rounded to float32 once.

local readers = require "seqgen.readers"
local tensor = require "tensor"

local fold_norm = {}

local function out_shape(node, w, n)
  if node.op == "linear" then return w, {n, 1} end
  if node.op == "conv1d" then return w, {n, 1, 1} end
  local shape, groups = w:shape(), node.attrs.groups       -- conv_transpose1d: [in][out/groups][tap]
  return w:reshape {groups, shape[1] // groups, shape[2], shape[3]}, {groups, 1, n // groups, 1}
end

local function bias_of(node, n)
  return node.weights.bias and node.weights.bias:to("f64") or tensor.zeros("f64", {n})
end

-- Gives the node what it has from now on; false where that leaves float32, so that the two stay apart.
local function set(node, weight, bias)
  weight, bias = weight:to("f32"), bias:to("f32")
  if not weight or not bias then return false end
  node.weights.weight, node.weights.bias, node.attrs.bias = weight, bias, true
  return true
end

local function into_producer(node, scale, shift)
  local n = scale:count()
  local w, shape = out_shape(node, node.weights.weight, n)
  local full = node.weights.weight:shape()
  return set(node, w:to("f64"):mul(scale:reshape(shape)):reshape(full), bias_of(node, n):mul(scale):add(shift))
end

-- The sums of the rows of [out][n].
local function row_sums(t)
  local n = t:shape()[2]
  while n > 1 do
    local half = n // 2
    local sum = t:slice(2, 0, half):add(t:slice(2, half, half))
    t = n % 2 == 0 and sum or tensor.concat(2, {sum, t:slice(2, n - 1, 1)})
    n = t:shape()[2]
  end
  return t:reshape {t:shape()[1]}
end

-- Weights [out][in of the group][…] times what each input channel has; groups take their own channels.
local function times_channels(node, values)
  local w, groups = node.weights.weight:to("f64"), node.attrs.groups or 1
  local shape = w:shape()
  local taps = shape[3] or 1
  local grouped = w:reshape {groups, shape[1] // groups, shape[2], taps}
  return grouped:mul(values:reshape {groups, 1, shape[2], 1}):reshape {shape[1], shape[2] * taps}
end

local function into_reader(node, scale, shift)
  local shape = node.weights.weight:shape()
  local bias = bias_of(node, shape[1]):add(row_sums(times_channels(node, shift)))
  return set(node, times_channels(node, scale):reshape(shape), bias)
end

local TAKES_SCALE = {conv1d = true, conv_transpose1d = true, linear = true}

local function producer_for(g, node)
  local producer = readers.producer(g, node.inputs[1])
  if not producer or not TAKES_SCALE[producer.op] or producer.attrs.activation then return nil end
  return readers.only(g, node.inputs[1]) == node and producer or nil
end

local function adds_no_padding(node)
  local p = node.attrs.padding
  if type(p) == "table" then return p[1] == 0 and p[2] == 0 end
  return p == nil or p == 0 or p == "valid" or node.attrs.kernel_size == 1 and p == "causal"
end

local function reader_for(g, node)
  local reader = readers.only(g, node.outputs[1])
  if not reader or reader.op ~= "conv1d" and reader.op ~= "linear" then return nil end
  return adds_no_padding(reader) and reader or nil
end

local function fold(g, node, op)
  local x, y = node.inputs[1], node.outputs[1]
  local channels = g.tensors[x].size.C
  local producer = producer_for(g, node)
  if producer and into_producer(producer, op.scale_and_shift(node, channels)) then
    producer.outputs[1] = y
    return readers.remove(g, node)
  end
  local reader = reader_for(g, node)
  if reader and into_reader(reader, op.scale_and_shift(node, channels)) then
    readers.replace(g, y, x)
    readers.remove(g, node)
  end
end

function fold_norm.run(g, cx)
  for _, node in ipairs {table.unpack(g.nodes)} do
    local op = cx.ops[node.op]
    if op.scale_and_shift and g.tensors[node.inputs[1]].size.C then fold(g, node, op) end
  end
end

return fold_norm
