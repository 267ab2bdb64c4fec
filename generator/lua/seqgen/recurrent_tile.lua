--- recurrent_tile: how many rows and panels of gate sums are held in registers at once.
--
-- A panel holds 16 units: of each gate one weight a unit, so that a sum of 16 units of one gate is one rt_vec on the
-- widest machine.  A tile is rows × panels × gates × blocks such sums.  A long sum runs in `blocks` parts that are added
-- up in order; their number follows from the layer's sizes and its rows alone, so results depend neither on the tile nor on T
-- or the chunk.

local recurrent_tile = {}

recurrent_tile.UNITS = 16

recurrent_tile.ENOUGH = 8      -- independent sums that hide the latency of a multiply-add (4 cycles, two a cycle)
local MOST = {many = 20, some = 12, few = 8}    -- sums that stay in registers, see RT_BY_REGISTERS in runtime/gate_sums.c
local FAR_WEIGHTS = 32768               -- floats; a larger matrix lies in the second cache, which is read fastest in one run:
local FAR_SUMS = 4                      -- no more panels side by side than make so many sums

--- Units rounded up to whole panels.
function recurrent_tile.padded(units)
  return (units + recurrent_tile.UNITS - 1) // recurrent_tile.UNITS * recurrent_tile.UNITS
end

--- Into how many parts sums of `terms` terms are cut where `gates` × `panels` of `rows` rows are too few to hide latency.
function recurrent_tile.blocks(gates, panels, rows, terms)
  local sums, blocks = gates * panels * rows, 1
  local most = panels == 1 and MOST.some or recurrent_tile.ENOUGH     -- blocks of several panels were slower: more streams of weights
  while blocks < 4 and sums * blocks < recurrent_tile.ENOUGH and sums * blocks * 2 <= most and terms % (blocks * 2) == 0 and terms >= blocks * 8 do
    blocks = blocks * 2
  end
  return blocks
end

-- The size from 1 to `most` that covers `count` with the least work: full tiles, the larger ones cheaper.
local function best(count, most)
  local size, least = 1, math.huge
  for n = 1, math.min(most, count) do
    local cost = (count + n - 1) // n * n * (1 + 0.5 / n)
    if cost < least then size, least = n, cost end
  end
  return size
end

local function fit(gates, panels, rows, most, far)
  local r = best(rows, math.max(1, most // gates))
  local side_by_side = far and (FAR_SUMS + far * r - 1) // (far * r) or most // (gates * r)
  return r, best(panels, math.max(1, side_by_side))
end

-- C text of a size that differs by the machine: with many, some, few vector registers, with none.
local function by_registers(many, some, few, none)
  if many == some and some == few and few == none then return tostring(many) end
  return string.format("RT_BY_REGISTERS(%d, %d, %d, %d)", many, some, few, none)
end

--- `gates` if a matrix of `weights` floats is large, so that it were read in one run: its sums of each unit.
function recurrent_tile.far(weights, gates)
  return weights > FAR_WEIGHTS and gates or nil
end

--- The tile for `rows` rows and `panels` panels of `gates` sums, each in `blocks` parts; far: see recurrent_tile.far.
-- rows, panels: C text; most_rows: the larger number of rows; loops_rows, loops_panels: whether one tile may not cover them all
function recurrent_tile.choose(gates, panels, rows, blocks, far)
  local r, q = {}, {}
  for class, most in pairs(MOST) do
    if rows == 1 or class == "few" and rows * gates * blocks <= MOST.some then most = MOST.some end   -- one tile takes all rows
    r[class], q[class] = fit(gates * blocks, panels, rows, most, far)
  end
  return {rows = by_registers(r.many, r.some, r.few, 1), most_rows = math.max(r.many, r.some, r.few),
    panels = by_registers(q.many, q.some, q.few, q.some), loops_rows = rows > 1,
    loops_panels = math.min(q.many, q.some, q.few) < panels, blocks = blocks}
end

return recurrent_tile
