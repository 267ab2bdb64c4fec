--- panels: a layer's weights as runtime/tile.c reads them, and how the layer is walked.
--
-- `panels.plan(weight, bias, rows, blocks, change)` with weight [group][out][in][tap] (a tensor, float32; a linear layer has one tap),
-- bias [group * out] or nil, the number of rows (the largest, if it varies) and blocks, if they are not to follow from the
-- weight's own sizes, gives what templates/ops/product.c.tpl needs.  change: {taps, of}, the function by which some outputs'
-- weights [out][in][tap] become others of so many taps, if they are to be changed.
--
--   {outputs (of one group), taps, channels, width, panels, blocks (cost_model), side,
--    constants = {{name="w", array=, dims=, note=}, {name="b", ...}}}
--
-- w  [group][panel][block][tap of the block][channel of the block][width], then TAIL floats that a vector may reach into;
--    the weights of output o begin at (o // width) * width * terms + o % width, those of block b b * terms_of_a_block * width further.
-- b  [group][panel][width] and TAIL floats: the bias, 0 where there is none.

local cost_model = require "seqgen.cost_model"
local packed = require "seqgen.packed"
local tensor = require "tensor"

local panels = {}

local TAIL = 16

-- A panel of the weights of one group, [out][in][tap].
local function pack_panel(weight, p, panel, change)
  local b, first = p.blocks, panel * p.width
  local rows = math.min(p.width, p.outputs - first)
  local part = weight:slice(1, first, rows)
  if change then part = change.of(part) end
  -- [width][channel group][channel][tap group][tap] → [tap group][channel group][tap][channel][width]
  return part:pad(1, 0, p.width - rows)
    :reshape{p.width, b.by_channels, b.channels, b.by_taps, b.taps}:permute{4, 2, 5, 3, 1}
end

local function pack_weight(weight, p, change)
  local makers, shape = {}, {table.unpack(weight:shape(), 2)}
  for group = 0, p.groups - 1 do
    for panel = 0, p.panels - 1 do
      makers[#makers + 1] = function() return pack_panel(weight:slice(1, group, 1):reshape(shape), p, panel, change) end
    end
  end
  makers[#makers + 1] = function() return tensor.zeros("f32", {TAIL}) end
  return packed.new(p.groups * p.panels * p.width * p.taps * p.channels + TAIL, makers)
end

local function pack_bias(bias, p)
  bias = bias or tensor.zeros("f32", {p.groups * p.outputs})
  local rows = bias:reshape{p.groups, p.outputs}:pad(2, 0, p.panels * p.width - p.outputs)
  return rows:reshape{rows:count()}:pad(1, 0, TAIL)
end

local function note_of(p)
  local b = p.blocks
  local order = b.count > 1 and string.format("[block %d][tap %d][channel %d]", b.count, b.taps, b.channels)
    or p.taps > 1 and string.format("[tap %d][channel %d]", p.taps, p.channels) or string.format("[channel %d]", p.channels)
  local groups = p.groups > 1 and string.format("[group %d]", p.groups) or ""
  return string.format("%s[panel %d]%s[output %d]", groups, p.panels, order, p.width)
end

function panels.plan(weight, bias, rows, blocks, change)
  local shape = weight:shape()
  local p = {groups = shape[1], outputs = shape[2], channels = shape[3], taps = change and change.taps or shape[4]}
  p.blocks = blocks or cost_model.blocks(p.taps, p.channels, p.outputs)
  p.width = cost_model.panel_width(p.outputs, rows)
  p.panels = (p.outputs + p.width - 1) // p.width
  p.side = cost_model.side_by_side(p.blocks, p.width)
  local w, b = pack_weight(weight, p, change), pack_bias(bias, p)
  p.constants = {
    {name = "w", array = w, dims = {w:count()}, note = "weight " .. note_of(p)},
    {name = "b", array = b, dims = b:shape(), note = string.format("bias [output %d], padded", p.groups * p.outputs)},
  }
  return p
end

return panels
