--- product: how an operator's rows times packed weights become loops over runtime/tile.c; what
-- templates/ops/product.c.tpl needs.
--
-- A *row* is one place of the result with all its outputs (C).  Every other axis of the result is walked: the one with
-- most places becomes the tile's rows, neighbours that lie evenly spaced in all tensors are walked as one.

local counted = require "seqgen.counted"
local expr = require "seqgen.expr"
local product_threads = require "seqgen.product_threads"

local product = {}

local LETTERS = {D = "d", N = "n", T = "t"}
local NEAR = 65536           -- weights (of all panels, of one) that stay in the second cache while all rows pass by
local ENOUGH_ROWS = 8        -- rows of a tile that keep the arithmetic busy; the faster axis then, whose rows lie closer
local FEW_ROWS = 8           -- rows that one tile takes: longer sums are not walked block by block

-- Strides of the tensors that are read or written place by place: x, y and the operands of fused steps.
local function stride_tables(x_stride, y, node, graph)
  local list = {x_stride, y.stride}
  for _, step in ipairs(node.post) do
    if step.operand then list[#list + 1] = graph.tensors[step.operand].storage.stride end
  end
  return list
end

-- Is axis `outer`, in every tensor, as if it went on where `inner` ends?
local function continues(strides, outer, inner)
  if not expr.is_number(inner.size) then return false end
  for _, stride in ipairs(strides) do
    local a, b = stride[outer.axis] or 0, stride[inner.axis] or 0
    if not (expr.is_number(a) and expr.is_number(b) and a == inner.size * b) then return false end
  end
  return true
end

local function merge(strides, outer, inner)
  return {axis = inner.axis, var = inner.var, size = expr.mul(outer.size, inner.size), most = outer.most * inner.most,
    merged = true}
end

-- The axes of y but C, slowest first, merged where that is possible.
local function walked_axes(strides, y, axes)
  local list = {}
  for _, axis in ipairs(axes) do
    local next_axis = {axis = axis, var = LETTERS[axis], size = y.size[axis], most = y.max[axis]}
    if y.max[axis] > 1 then
      local last = list[#list]
      if last and expr.is_number(last.size) and continues(strides, last, next_axis) then
        list[#list] = merge(strides, last, next_axis)
      else
        list[#list + 1] = next_axis
      end
    end
  end
  return list
end

--- Splits the places of y into {row = {axis, size, most}, outer = {{axis, var, size}...}}; `x_stride`: how far an element of
-- x lies from that for the next place on each axis; `axes`: those to walk, all but C if absent.
function product.walk(x_stride, y, node, graph, axes)
  local outer = walked_axes(stride_tables(x_stride, y, node, graph), y, axes or {"D", "N", "T"})
  local at = 1
  for i, axis in ipairs(outer) do
    if axis.most >= math.min(outer[at].most, ENOUGH_ROWS) then at = i end
  end
  local row = table.remove(outer, at) or {axis = "T", size = 1, most = 1}
  return {row = row, outer = outer}
end

-- How the terms of one block lie in x: `taps` x_tap apart by `channels` x_channel apart; and how the blocks lie: `step` apart,
-- or, where taps and their channels are both cut, `parts` of the channels x.part apart and then `step`.
local function block_of(p, x)
  local b = p.blocks
  local run = x.tap == expr.mul(p.channels, x.channel)
  if run and b.by_channels == 1 then
    return {taps = 1, channels = b.taps * b.channels, parts = 1, step = expr.mul(b.taps * b.channels, x.channel)}
  end
  local block = {taps = b.taps, channels = b.channels, parts = 1, step = expr.mul(b.channels, x.channel)}
  if b.by_channels == 1 then block.step = expr.mul(b.taps, x.tap) end
  if b.by_taps > 1 and b.by_channels > 1 and not run then
    block.parts, block.part, block.step = b.by_channels, block.step, expr.mul(b.taps, x.tap)
  end
  return block
end

-- Which of the template's forms: "row" for one row, "long" for long sums over many rows, else "rows".
local function form_of(p, row)
  if row.most == 1 then return "row" end
  local far = p.blocks.count > 1 and p.taps * p.channels * p.width > NEAR
  return far and row.most > FEW_ROWS and "long" or "rows"
end

-- Blocks of one row that are summed side by side; they have to lie evenly.
local function side_of(p, block)
  if block.parts == 1 or block.parts % p.side == 0 then return p.side end
  return p.side % block.parts == 0 and block.parts or 1
end

--- What the template needs: `p` from panels.plan, `walk` from product.walk, x = {ptr, tap, channel, stride (by axis)}.
-- More fields: group_channels (how far a group's channels lie in x), at (C text of the places that are settled outside), every and from
-- (the steps of y that are meant: each `every`th, from `from` on).
function product.plan(p, walk, x, more)
  local plan = {p = p, row = walk.row, outer = walk.outer, x = x, block = block_of(p, x), terms = p.taps * p.channels,
    form = form_of(p, walk.row), groups = p.groups, panels_first = p.taps * p.channels * p.outputs > NEAR,
    fixed = expr.is_number(walk.row.size), at = {}}
  plan.side = plan.form == "row" and side_of(p, plan.block) or 1
  for key, value in pairs(more or {}) do plan[key] = value end
  plan.scratch = plan.form == "long" and {{name = "acc", count = walk.row.most * (p.width + 16),
    note = "sums"}} or {}
  plan.shared = product_threads.choose(plan)
  return plan
end

--- Elements of a tensor.
function product.count(tensor)
  local n = 1
  for _, axis in ipairs(tensor.axes) do n = n * tensor.size[axis] end
  return n
end

--- "2 panels of 32 outputs"
function product.panels_text(p)
  return counted(p.panels, "panel") .. " of " .. counted(p.width, "output")
end

--- The layer's comment: how its sums are cut.
function product.comment(plan)
  local p = plan.p
  local how = plan.form == "row" and string.format("%d side by side", plan.side)
    or plan.form == "long" and "each for all rows" or "one after the other"
  local blocks = p.blocks.count > 1 and string.format(" in %d blocks, %s", p.blocks.count, how) or ""
  return string.format("%s; sums of %s%s%s", product.panels_text(p), counted(plan.terms, "term"), blocks, product_threads.comment(plan))
end

return product
