--- depthwise: a convolution whose groups have one channel in and one out each: vectors run over the channels.

local tensor = require "tensor"

local depthwise = {}

function depthwise.fits(node, x)
  return node.attrs.groups > 1 and node.attrs.groups == x.max.C and node.attrs.out_channels == x.max.C
end

--- weight: [group][1][1][tap]; what templates/ops/depthwise.c.tpl needs.
function depthwise.plan(node, weight, source)
  local shape = weight:shape()
  local channels, taps = shape[1], shape[4]
  local bias = node.weights.bias or tensor.zeros("f32", {channels})
  return {channels = channels, taps = taps, x = source, at = source.at or {}, constants = {
    {name = "w", array = weight:reshape {channels, taps}:permute {2, 1}, dims = {taps, channels},
      note = string.format("weight [tap %d][channel %d]", taps, channels)},
    {name = "b", array = bias, dims = {channels}, note = string.format("bias [channel %d]", channels)}}}
end

function depthwise.comment()
  return "vectors over channels, which don't mix"
end

return depthwise
