--- recurrent_threads: what of a recurrent layer threads do at once where -fopenmp is given, each on rows of its own.
--
-- Rows do not see each other: a thread walks its own from the first step to the last and waits for nobody ("split").  The
-- directions of a layer do not either ("both"); the scratch that one of them takes is then halved, so that without threads
-- it is no larger, but where it holds no sums.

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

-- How many steps' input half has room in a half of the scratch, in whole tiles if steps are its rows, and where the second
-- half begins.
local function halve(layer)
  local other, step = needs(layer)
  if layer.fused then return 1, other + layer.sums end
  local half = (other + layer.block * step) // 32 * 16
  local block, tile = (half - other) // step, layer.input_tile.most_rows
  if layer.rows == 1 and block > tile then block = block - block % tile end
  return block, half
end

-- The tile that takes most rows: fewer would not keep it busy.
local function largest_tile(layer)
  local largest = layer.stages[1].tile
  for _, stage in ipairs(layer.stages) do
    if stage.tile.most_rows > largest.most_rows then largest = stage.tile end
  end
  return largest
end

--- Sets of the layer: split, both; unit: rows are dealt out by so many; shared_input_tile: of the input half then; first,
-- count: C text of a thread's rows; and, if both, half_block, half: see `halve`.
function recurrent_threads.plan(layer)
  local tile = largest_tile(layer)
  layer.split = layer.worth and layer.rows >= 2 * tile.most_rows
  layer.unit = layer.split and tile.most_rows or layer.rows
  layer.shared_input_tile = layer.split and tile.most_rows < layer.input_tile.most_rows and tile or layer.input_tile
  layer.first, layer.count = layer.split and "own.first" or 0, layer.split and "own.count" or layer.rows
  if layer.worth and layer.directions == 2 and not layer.once then
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
