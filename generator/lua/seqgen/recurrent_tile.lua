--- recurrent_tile: how many rows and panels of gate sums are held in registers at once.
--
-- A panel holds 16 units: of each gate one weight a unit, so that a sum of 16 units of one gate is one rt_vec on the
-- widest machine.  A tile is rows × panels × gates × blocks such sums.  A long sum runs in `blocks` parts that are added
-- up in order; their number follows from the layer's sizes alone, so results depend neither on the tile nor on T, N or
-- the chunk.

local recurrent_tile = {}

recurrent_tile.UNITS = 16

local ENOUGH = 8       -- independent sums that hide the latency of a multiply-add (4 cycles, two a cycle)
local MOST = {narrow = 12, wide = 20}   -- sums held by 16 vector registers, and by the 32 of machines with 16 lanes
local FAR_WEIGHTS = 32768               -- floats; a larger matrix lies in the second cache, which is read fastest in one run:
local FAR_SUMS = 4                      -- no more panels side by side than make so many sums

--- Units rounded up to whole panels.
function recurrent_tile.padded(units)
  return (units + recurrent_tile.UNITS - 1) // recurrent_tile.UNITS * recurrent_tile.UNITS
end

--- Into how many parts a sum of `terms` terms is cut where `gates` × `panels` sums are too few to hide latency.
function recurrent_tile.blocks(gates, panels, terms)
  local blocks = 1
  while blocks < 4 and gates * panels * blocks * 2 <= ENOUGH and terms % (blocks * 2) == 0 and terms >= blocks * 8 do
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
  local sums = gates * r
  local side_by_side = far and (FAR_SUMS + sums - 1) // sums or most // sums
  return r, best(panels, math.max(1, side_by_side))
end

-- C text of a size that differs by the machine: with 16 lanes, with fewer, with none.
local function by_lanes(wide, narrow, plain)
  if narrow == plain and wide == plain then return tostring(plain) end
  local fewer = narrow == plain and tostring(plain) or string.format("RT_LANES > 1 ? %d : %d", narrow, plain)
  return wide == narrow and fewer or string.format("RT_LANES == 16 ? %d : %s", wide, fewer)
end

--- The tile for `rows` rows and `panels` panels of `gates` sums, each in `blocks` parts, of a matrix of `weights` floats.
-- rows, panels: C text; most_rows: the larger number of rows; loops_rows, loops_panels: whether one tile may not cover them all
function recurrent_tile.choose(gates, panels, rows, blocks, weights)
  local far = weights > FAR_WEIGHTS
  local r, q = fit(gates * blocks, panels, rows, MOST.narrow, far)
  local wide_r, wide_q = r, q
  if rows > 1 then wide_r, wide_q = fit(gates * blocks, panels, rows, MOST.wide, far) end
  return {rows = by_lanes(wide_r, r, 1), most_rows = math.max(wide_r, r), panels = by_lanes(wide_q, q, q), loops_rows = rows > 1,
    loops_panels = math.min(q, wide_q) < panels, blocks = blocks}
end

return recurrent_tile
