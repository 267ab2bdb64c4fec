--- product_threads: what of a product threads share where -fopenmp is given.  Each writes outputs of its own, so the bits
-- stay the same:
--
--   loop     turns of the outermost loop: groups, panels or places of an outer axis
--   rows     each takes neighbouring rows through all panels and blocks (runtime/share.c)
--   blocks   of one row with few outputs: the blocks of terms are summed apart and joined in their order

local cost_model = require "seqgen.cost_model"
local threads = require "seqgen.threads"

local product_threads = {}

local ENOUGH_TURNS = 8
local TILE_ROWS = 12           -- at most
local MOST_PARTS = 16384       -- sums of all blocks, which lie on the stack

-- Multiply-adds of one row.
local function row_macs(plan)
  local macs = plan.groups * plan.p.outputs * plan.terms
  for _, o in ipairs(plan.outer) do macs = macs * o.most end
  return macs
end

-- Turns of the outermost loop that product_text writes, and what it goes over.
local function outermost(plan)
  if plan.groups > 1 then return plan.groups, "the groups" end
  local axis = not plan.panels_first and plan.outer[1]
  if axis then return axis.most, "axis " .. axis.axis end
  return plan.p.panels, "the panels"
end

--- "loop", "rows", "blocks" or nil.
function product_threads.choose(plan)
  if not cost_model.worth_threads(plan.row.most * row_macs(plan)) then return nil end
  local turns, tiles = outermost(plan), plan.row.most // TILE_ROWS
  if plan.form == "long" then return plan.row.most > TILE_ROWS and "rows" or nil end
  if turns < ENOUGH_TURNS and tiles > turns then return "rows" end
  if turns > 1 then return "loop" end
  local blocks = plan.p.blocks.count
  return plan.form == "row" and blocks >= ENOUGH_TURNS and blocks * plan.p.width <= MOST_PARTS and "blocks" or nil
end

--- The layer's comment.
function product_threads.comment(plan)
  if not plan.shared then return "" end
  return threads.comment(plan.shared == "loop" and select(2, outermost(plan)) or "the " .. plan.shared)
end

-- Where rows vary, a few are not worth threads.
local function condition(plan)
  if plan.fixed then return "" end
  local least = (cost_model.WORTH_THREADS + row_macs(plan) - 1) // row_macs(plan)
  return string.format(" if (%s >= %d)", plan.row.size, least)
end

--- The loops of a product, `text`, as threads share them.
function product_threads.share(text, plan)
  if plan.shared == "loop" then return threads.pragma(" for") .. "\n" .. text end
  if plan.shared ~= "rows" then return text end
  return threads.pragma(condition(plan)) .. string.format("\n{\n    const rt_share own = rt_share_of(0, 1, %s, ROWS);\n"
    .. "    const int end = own.first + own.count;\n    %s\n}", plan.row.size, (text:gsub("\n(.)", "\n    %1")))
end

--- C text of the rows that are walked: the first, the one behind the last, how many.
function product_threads.rows(plan)
  if plan.shared == "rows" then return {first = "own.first", stop = "end", count = "own.count"} end
  return {first = "0", stop = plan.row.size, count = plan.row.size}
end

return product_threads
