--- recurrent_tile: how many rows and panels of gate sums are held in registers at once, and what they are called.
--
-- A panel holds 16 units: of each gate one weight a unit, so that a sum of 16 units of one gate is one rt_vec on the
-- widest machine.  A tile is `rows` × `panels` × gates × `blocks` such sums.  A sum over many terms runs in `blocks`
-- contiguous parts that are added up in order; their number follows from the layer's sizes alone, so results depend
-- neither on the tile nor on T, N or the chunk.

local tile = {}
tile.__index = tile

local UNITS = 16
local ENOUGH = 8       -- independent sums that hide the latency of a multiply-add (4 cycles, two a cycle)
local MOST = 12        -- sums that 16 vector registers hold beside what they are made of
local MOST_WIDE = 20   -- of 32 registers, which machines with 16 lanes have

--- Units rounded up to whole panels.
function tile.padded(units)
  return (units + UNITS - 1) // UNITS * UNITS
end

--- Into how many parts a sum of `count` terms is cut where `gates` × `panels` sums are too few to hide latency.
function tile.blocks(gates, panels, count)
  local blocks = 1
  while blocks < 4 and gates * panels * blocks * 2 <= ENOUGH and count % (blocks * 2) == 0 and count >= blocks * 8 do
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

local function fit(gates, panels, rows, blocks, most)
  local per_row = gates * blocks
  local r = best(rows, math.max(1, most // per_row))
  return setmetatable({rows = r, panels = best(panels, math.max(1, most // (per_row * r))), blocks = blocks}, tile)
end

--- A tile for `rows` rows and `panels` panels of `gates` sums each; and the one for machines with 16 lanes where rows
-- are so many that it pays, else nil.
function tile.choose(gates, panels, rows, blocks)
  local narrow, wide = fit(gates, panels, rows, blocks, MOST), fit(gates, panels, rows, blocks, MOST_WIDE)
  return narrow, narrow.rows > 1 and wide.rows > narrow.rows and wide or nil
end

--- The name of a sum: gate, row, panel and block, without what there is only one of.
function tile:sum(gate, r, q, b)
  return "sum_" .. gate .. (self.rows > 1 and r or "") .. (self.panels > 1 and string.char(97 + q) or "")
    .. ((b or 0) > 0 and "_" .. b or "")
end

--- Calls f(r, q) for each row and panel of the tile.
function tile:each(f)
  for r = 0, self.rows - 1 do
    for q = 0, self.panels - 1 do f(r, q) end
  end
end

--- What a step of the sums multiplies with: {name, row, offset = of the block's first term}.
function tile:scalars(count, blocks)
  local list = {}
  for b = 0, blocks - 1 do
    for r = 0, self.rows - 1 do
      list[#list + 1] = {name = "s" .. (self.rows > 1 and r or "") .. (b > 0 and "_" .. b or ""), row = r,
        offset = b * (count // blocks), block = b}
    end
  end
  return list
end

--- The weights of a step of the sums, each with the sums it goes into: {offset, sums = {{name, scalar}...}}.
function tile:weights(gates, count, blocks)
  local list, scalars = {}, self:scalars(count, blocks)
  for q = 0, self.panels - 1 do
    for b = 0, blocks - 1 do
      for g, gate in ipairs(gates) do
        local sums = {}
        for r = 0, self.rows - 1 do
          sums[r + 1] = {name = self:sum(gate, r, q, b), scalar = scalars[b * self.rows + r + 1].name}
        end
        list[#list + 1] = {offset = (q * count + b * (count // blocks)) * #gates * UNITS + (g - 1) * UNITS, sums = sums}
      end
    end
  end
  return list
end

return tile
