--- conv_ahead: a causal convolution in a stream of one step a call, which works ahead.
--
-- A step takes part in `kernel` results: its own, and those dilation, 2 * dilation, … steps later.  When it comes, its products with
-- all taps are made: the last tap's complete its own result, the others are added to sums that are kept for the later ones.  So
-- only the last tap's products lie between x and y, which is what a chain of layers waits for, and x is read but once.
--
-- State  ahead [slot: dilation][tap j: kernel - 1][output]: bias and the taps 0 to j of the result (kernel - 2 - j) * dilation steps
--        after the slot's next step; the last is what that step itself needs
-- The order of summing is that of every other form of the layer: bias, then the blocks of each tap.

local cost_model = require "seqgen.cost_model"
local counted = require "seqgen.counted"
local panels = require "seqgen.panels"
local product = require "seqgen.product"

local conv_ahead = {}

local TAIL = 16      -- floats that a vector may reach into behind a panel's last sum

--- Does a conv1d suit?  Each tap has to be blocks of its own, and the sums should take no more memory than the steps would.
function conv_ahead.fits(x, y, w, node)
  local blocks = cost_model.blocks(w.kernel, x.max.C, y.max.C)
  return w.kernel > 1 and w.stride == 1 and w.left == w.reach and w.right == 0 and node.attrs.groups == 1
    and x.max.T * x.max.N * x.max.D == 1 and blocks.by_taps == w.kernel and y.max.C <= x.max.C
end

-- A product of the step with columns of weights, each in the blocks of one tap.
local function plan_columns(weight, bias, blocks, y, x, node, graph)
  local p = panels.plan(weight, bias, 1, blocks)
  return product.plan(p, product.walk({}, y, node, graph), {ptr = "x", tap = 0, channel = x.stride.C, stride = {}})
end

local function constants(last, earlier)
  local w, b, w_earlier = last.p.constants[1], last.p.constants[2], earlier.p.constants[1]
  w.note = "last tap's weight " .. w.note:match("%[.*")
  w_earlier.name, w_earlier.note = "w_earlier", "weight of the other taps' outputs " .. w_earlier.note:match("%[.*")
  return {w, b, w_earlier}
end

local function padded(p)
  return p.panels * p.width + TAIL
end

local function state(last, w, outputs, columns)
  local ahead = {name = "ahead", count = w.dilation * columns - outputs + padded(last.p), initial = "b", period = outputs,
    note = "sums for the next " .. counted(w.reach, "step")}
  if w.dilation == 1 then return {ahead} end
  return {ahead, {name = "slot", count = 1, dtype = "i32", note = "the slot of the next step"}}
end

--- weight [group 1][output][channel][tap]: a plan with m = {last, earlier (products), dilation, outputs, columns (sums of a
-- slot), room (for them, padded), slot (a view of one)} for templates/ops/conv_ahead.c.tpl.
function conv_ahead.plan(x, y, w, node, weight, graph)
  local whole = cost_model.blocks(w.kernel, x.max.C, y.max.C)
  local blocks = {count = whole.by_channels, taps = 1, channels = whole.channels, by_taps = 1, by_channels = whole.by_channels}
  local outputs, columns = y.max.C, (w.kernel - 1) * y.max.C
  local side_by_side = weight:slice(4, 0, w.kernel - 1):permute {1, 4, 2, 3}:reshape {1, columns, x.max.C, 1}
  local last = plan_columns(weight:slice(4, w.kernel - 1, 1), node.weights.bias, blocks, y, x, node, graph)
  local earlier = plan_columns(side_by_side, nil, blocks, y, x, node, graph)
  return {constants = constants(last, earlier), state = state(last, w, outputs, columns),
    m = {p = last.p, last = last, earlier = earlier, dilation = w.dilation, columns = columns, outputs = outputs,
      room = padded(earlier.p), slot = {ptr = "here", stride = {C = 1}, max = {D = 1, N = 1, T = 1, C = columns}}}}
end

function conv_ahead.comment(m, w)
  return string.format("%s of %d terms in %d blocks; of the %d taps the last completes y, the others work ahead",
    counted(m.outputs, "sum"), w.kernel * m.p.channels, w.kernel * m.p.blocks.count, w.kernel)
end

return conv_ahead
