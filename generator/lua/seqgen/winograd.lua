--- winograd: a convolution by pairs of steps with fewer multiplications, F(2,3): the maths stands in runtime/winograd.c.
--
-- A kernel is cut into threes of taps: for each pair of steps four multiplications a channel in place of six; two taps left
-- over take three in place of four, one takes its two.  So 7 taps take 10 in place of 14.
-- What it costs: weights a third larger at most, and room for sums and differences of a block's steps.
-- The results are not to the last bit those of the plain sum, so nothing that can stand in a stream, where steps may come one by
-- one, is done so.

local conv_source = require "seqgen.conv_source"
local cost_model = require "seqgen.cost_model"
local expr = require "seqgen.expr"
local panels = require "seqgen.panels"
local product = require "seqgen.product"
local product_threads = require "seqgen.product_threads"
local tensor = require "tensor"

local winograd = {}

-- Below these the sums and differences cost what the multiplications save, with one compiler or the other.
local LEAST_INPUTS = 16
local LEAST_OUTPUTS = 24
local LEAST_STEPS = 32       -- of the result
local BLOCK = 24             -- pairs of steps whose sums and differences are made at a time: they stay in the nearest caches
local MOST_SHARES = 4        -- of the pairs, for as many threads, where all their sums and differences are no more than x

-- An odd T is made whole by a step behind x, which is zero.
local function has_whole_pairs(x, y, w, mode)
  if expr.is_number(y.size.T) and y.max.T % 2 == 0 then return true end
  return mode == "zeros" and (expr.is_number(y.size.T) or w.left > 0 or w.right > 0)
end

-- No sum of weights is beyond float32.
local function has_room(weight)
  return weight:mul(2.0):to "f32" ~= nil
end

--- Can the convolution be done so, and is it worth it?
function winograd.fits(node, x, y, w, cx)
  local a = node.attrs
  if cx.options.optimize == "size" or not conv_source.stream(node) then return false end
  if w.stride > 1 or w.dilation > 1 or a.groups > 1 or w.kernel < 3 then return false end
  if not conv_source.is_dense(x) and w.left == 0 and w.right == 0 or not has_whole_pairs(x, y, w, a.padding_mode) then return false end
  return x.max.C >= LEAST_INPUTS and a.out_channels >= LEAST_OUTPUTS and y.max.T >= LEAST_STEPS and has_room(node.weights.weight)
end

-- Weights of some outputs [out][in][tap] → [out][in][multiplication], in the order of rt_winograd.
local function transform(weight)
  local exact, taps = weight:to "f64", weight:shape()[3]
  local function each_third(first)
    local list = {}
    for i = 1, taps // 3 do list[i] = first + 3 * (i - 1) end
    return exact:take(3, list)
  end
  local g0, g1, g2 = each_third(0), each_third(1), each_third(2)
  local outer = g0:add(g2)
  local parts = {outer:add(g1):mul(0.5), outer:sub(g1):mul(0.5), g0, g2:map "neg"}
  if taps % 3 == 1 then
    parts[5] = exact:slice(3, taps - 1, 1)
  elseif taps % 3 == 2 then
    local h0, h1 = exact:slice(3, taps - 2, 1), exact:slice(3, taps - 1, 1)
    table.move({h0:add(h1), h0:map "neg", h1}, 1, 3, 5, parts)
  end
  return tensor.concat(3, parts):to "f32"
end

local function panels_of(weight, bias, rows)
  local shape = weight:shape()
  local taps = shape[4] // 3 * 4 + ({[0] = 0, 1, 3})[shape[4] % 3]
  local p = panels.plan(weight, bias, rows, cost_model.one_block(taps, shape[3]), {taps = taps, of = transform})
  p.constants[1].note = string.format("weight for pairs of steps [panel %d][multiplication %d][channel %d][output %d]", p.panels,
    p.taps, p.channels, p.width)
  return p
end

-- For as many threads, where it is worth it and all their sums and differences take no more room than x.
local function shares_of(m, x, pairs)
  if not cost_model.worth_threads(pairs * m.p.outputs * m.terms) then return 1 end
  return math.max(1, math.min(MOST_SHARES, x.max.T * x.max.C // (3 * m.apart)))
end

--- What templates/ops/winograd.c.tpl needs; weight: [1][out][in][tap].
function winograd.plan(weight, bias, x, y, w, source)
  local all, least = (y.max.T + 1) // 2, conv_source.TILE
  local row = {axis = "T", size = "pairs", most = all < BLOCK + least and all or BLOCK}
  local p, ends = panels_of(weight, bias, row.most), source.row
  local m = product.plan(p, {row = row, outer = {}}, source, {at = source.at, every = 1, least = least,
    from = ends and "begin + 2 * pair" or "2 * pair", windows = ends and ends.size or y.size.T,
    fixed = expr.is_number(y.size.T), even = expr.is_number(y.size.T) and y.max.T % 2 == 0})
  m.threes, m.left_over = w.kernel // 3, w.kernel % 3
  m.apart = (2 * math.min(all, BLOCK + least - 1) + w.kernel - 3) * p.channels
  m.shares = shares_of(m, x, all)
  m.shared = m.shares > 1 and "steps" or m.shared and p.panels > 1 and "loop" or nil
  m.scratch = {{name = "prepared", count = m.shares * 3 * m.apart, note = "sums and differences of steps"}}
  return m
end

-- How many multiplications of each channel make two steps.
local function multiplications(taps)
  return taps // 3 * 4 + ({[0] = 0, 2, 3})[taps % 3]
end

--- The layer's comment.
function winograd.comment(m)
  return string.format("%s; steps in pairs, see rt_winograd%s", product.panels_text(m.p), product_threads.comment(m))
end

--- What the head of the file says of the layer.
function winograd.note(m, w)
  return string.format("takes steps in pairs: %d multiplications where its MACs are %d; its weights become %d.",
    multiplications(w.kernel), 2 * w.kernel, m.p.taps * m.p.channels * m.p.outputs)
end

return winograd
