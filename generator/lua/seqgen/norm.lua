--- norm: what operators share that take away a mean and divide by a deviation.
--
-- y = (x - mean) / sqrt(variance + eps) * weight + bias, weight and bias one number a channel.

local elementwise = require "seqgen.elementwise"
local expr = require "seqgen.expr"
local move = require "seqgen.move"
local threads = require "seqgen.threads"
local walk = require "seqgen.walk"

local norm = {}

local COST = 16       -- of an element, as many multiply-adds: its moments, and two passes over memory

norm.EPS = {name = "eps", type = "number", min = 0, default = 1e-5, doc = "added to the variance"}

--- An attribute that says whether weight and bias there are.
function norm.affine(default)
  return {name = "affine", type = "boolean", default = default, doc = "a learned weight and bias for each channel"}
end

--- Names of the same tensors elsewhere, in the order of `weights`.
local NAMES = {
  keras = {weight = "gamma", bias = "beta"},
  onnx = {weight = "scale", bias = "B"},
  d2l = {weight = "gamma", bias = "beta"},
}

local function convention(names, weights)
  return {
    stored = function(node, inputs)
      local list = {}
      for i, w in ipairs(weights(node, inputs)) do list[i] = {name = names[w.name], shape = w.shape, axes = w.axes} end
      return list
    end,
    canonical = function(_, _, stored)
      local result = {}
      for name, other in pairs(names) do result[name] = stored[other] end
      return result
    end,
  }
end

--- The conventions of an operator whose tensors only have other names elsewhere.
function norm.conventions(weights)
  local result = {}
  for name, names in pairs(NAMES) do result[name] = convention(names, weights) end
  return result
end

--- weight and bias, where the layer has them.
function norm.weights(node, inputs)
  if not node.attrs.affine then return {} end
  local shape = {inputs[1].size.C}
  return {{name = "weight", shape = shape, axes = "channel"}, {name = "bias", shape = shape, axes = "channel"}}
end

--- The input's shape; it has to have the axes that `needs` lists.
function norm.shape(needs)
  return function(node, inputs, cx)
    for axis in needs:gmatch(".") do
      if not move.has_axis(node, inputs[1], axis, cx, "from") then return nil end
    end
    return elementwise.same_shape(node, inputs, cx)
  end
end

-- ---- Blocks ---------------------------------------------------------------------------------------
-- Each block of rows x n elements has a mean and a variance of its own.

local function side(view, axis, size)
  return {axis = axis, size = size or view.size[axis], stride = view.max[axis] > 1 and view.stride[axis] or 0}
end

--- The plan of blocks: `over` lists the axes that tell blocks apart; a block goes over `inner` and `outer` (may be nil),
-- with `groups` of the channels where they are shared out.
function norm.plan(node, x, y, blocks)
  local constants = {}
  for _, name in ipairs {"weight", "bias"} do
    local array = node.weights[name]
    if array then constants[#constants + 1] = {name = name, array = array, dims = array:shape(), note = "channel"} end
  end
  local skip = {}
  for _, axis in ipairs(blocks.axes) do skip[axis] = true end
  local inner = side(x, blocks.axes[1], blocks.sizes and blocks.sizes[1])
  local outer = blocks.axes[2] and side(x, blocks.axes[2], blocks.sizes and blocks.sizes[2]) or false
  local loops = walk.loops(y, skip)
  return {constants = constants, runtime = {"moments", "sqrt"},
    vars = {loops = loops, shared = threads.outermost(loops, y, COST), inner = inner, outer = outer, count = expr.mul(inner.size, outer and outer.size or 1),
      groups = blocks.groups or false, affine = #constants > 0, place = walk.place,
      eps = elementwise.number(node.attrs.eps)}}
end

return norm
