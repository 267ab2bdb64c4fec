--- recurrent_threads: what of a recurrent layer threads do at once where -fopenmp is given, each on rows of its own.
--
-- Rows do not see each other: a thread walks its own from the first step to the last and waits for nobody ("split").  The
-- directions of a layer do not either ("both"); the scratch that one of them takes is then halved, so that without threads
-- it is no larger.

local cost_model = require "seqgen.cost_model"

local recurrent_threads = {}

--- Whether the walks of a layer are worth threads; `layer` from recurrent_plan.measure.
function recurrent_threads.worth(layer)
  local terms = layer.gates * (layer.width + layer.out) + (layer.projected and layer.out or 0)
  return cost_model.worth_threads(layer.directions * layer.rows * layer.most_steps * layer.hidden * terms)
end

-- Floats of a walk beside its sums, and of one step's sums.
local function needs(layer)
  return 2 * layer.state + layer.work, layer.rows * layer.columns
end

-- How many steps' input half has room in a half of the scratch, and where the second half begins.
local function halve(layer)
  local other, step = needs(layer)
  local half = (other + layer.block * step) // 32 * 16
  return (half - other) // step, half
end

-- The fewest rows that keep a tile busy.
local function least_rows(layer)
  local least = 1
  for _, stage in ipairs(layer.stages) do least = math.max(least, stage.tile.most_rows) end
  return least
end

--- Sets of the layer: split, both; unit: rows are dealt out by so many; first, count: C text of a thread's rows; and, if both,
-- half_block, half: see `halve`.
function recurrent_threads.plan(layer)
  layer.unit = least_rows(layer)
  layer.split = layer.worth and layer.rows >= 2 * layer.unit
  if not layer.split then layer.unit = layer.rows end
  layer.first, layer.count = layer.split and "own.first" or 0, layer.split and "own.count" or layer.rows
  if layer.worth and layer.directions == 2 and not layer.fused then
    layer.half_block, layer.half = halve(layer)
    layer.both = layer.half_block >= 1
  end
end

--- The layer's comment: what threads share.
function recurrent_threads.comment(layer)
  local what = {}
  if layer.both then what[1] = "the directions" end
  if layer.split then what[#what + 1] = string.format("the rows, %d or more each", layer.unit) end
  return #what > 0 and "; with -fopenmp threads share " .. table.concat(what, " and ") or ""
end

return recurrent_threads
