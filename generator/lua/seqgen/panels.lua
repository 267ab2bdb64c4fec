--- panels: a layer's weights as runtime/tile.c reads them, and how the layer is walked.
--
-- `panels.plan(weight, bias, rows)` with weight [group][out][tap][in] (a tensor, float32; a linear layer has one tap),
-- bias [group * out] or nil and the number of rows (the largest, if it varies) gives what templates/ops/product.c.tpl needs:
--
--   {outputs (of one group), taps, channels, width, panels, blocks (cost_model), side,
--    constants = {{name="w", array=, dims=, note=}, {name="b", ...}}}
--
-- w  [group][panel][block][tap of the block][channel of the block][width], then TAIL floats that a vector may reach into;
--    the weights of output o begin at (o // width) * width * terms + o % width, those of block b b * terms_of_a_block * width further.
-- b  [group][panel][width] and TAIL floats: the bias, 0 where there is none.

local cost_model = require "seqgen.cost_model"
local tensor = require "tensor"

local panels = {}

local TAIL = 16

local function flat_with_tail(array)
  return array:reshape{array:count()}:pad(1, 0, TAIL)
end

local function pack_weight(weight, p)
  local b = p.blocks
  local rows = weight:pad(2, 0, p.panels * p.width - p.outputs)
  -- [panel][width][tap group][tap][channel group][channel] → [panel][tap group][channel group][tap][channel][width]
  local parts = rows:reshape{p.groups * p.panels, p.width, b.by_taps, b.taps, b.by_channels, b.channels}
  return flat_with_tail(parts:permute{1, 3, 5, 4, 6, 2})
end

local function pack_bias(bias, p)
  bias = bias or tensor.zeros("f32", {p.groups * p.outputs})
  return flat_with_tail(bias:reshape{p.groups, p.outputs}:pad(2, 0, p.panels * p.width - p.outputs))
end

local function note_of(p)
  local b = p.blocks
  local order = b.count > 1 and string.format("[block %d][tap %d][channel %d]", b.count, b.taps, b.channels)
    or p.taps > 1 and string.format("[tap %d][channel %d]", p.taps, p.channels) or string.format("[channel %d]", p.channels)
  local groups = p.groups > 1 and string.format("[group %d]", p.groups) or ""
  return string.format("%s[panel %d]%s[output %d]", groups, p.panels, order, p.width)
end

-- Weights without terms (a phase of a transposed convolution that no tap meets) are none.
local function pack(weight, p)
  return p.taps > 0 and pack_weight(weight, p) or tensor.zeros("f32", {TAIL})
end

function panels.plan(weight, bias, rows)
  local shape = weight:shape()
  local p = {groups = shape[1], outputs = shape[2], taps = shape[3], channels = shape[4]}
  p.blocks = cost_model.blocks(p.taps, p.channels, p.outputs)
  p.width = cost_model.panel_width(p.outputs, rows)
  p.panels = (p.outputs + p.width - 1) // p.width
  p.side = cost_model.side_by_side(p.blocks, p.width)
  local w, b = pack(weight, p), pack_bias(bias, p)
  p.constants = {
    {name = "w", array = w, dims = w:shape(), note = "weight " .. note_of(p)},
    {name = "b", array = b, dims = b:shape(), note = string.format("bias [output %d], padded", p.groups * p.outputs)},
  }
  return p
end

return panels
