--- cost_model: how a product of rows with a weight matrix is cut into panels, blocks and tiles.
--
-- The product: y[row][o] = bias[o] + sum over taps k and channels i of x[row][k][i] * w[o][k][i], as runtime/tile.c has it.
--
-- *Blocks* fix the order of summing, so they follow from the layer's own sizes alone, never from T, N or the mode:
-- whole sequences and streams give the same bits.  The terms are cut into blocks of `taps` taps by `channels`
-- channels, each summed from 0 in order; result = bias + block 0 + block 1 + …  They are there for two reasons:
--   - a single row of few outputs is bound by the latency of its sums: eight sums side by side hide it;
--   - the weights of a block stay in the nearest cache while many rows pass by.
-- *Panels* hold `width` outputs side by side; they only say where weights lie and may depend on the number of rows.

local cost_model = {}

local LANES = 16             -- of the widest vectors; others only cut these
local SUMS = 8               -- sums that have to run side by side: latency 4, two a cycle
local MORE_SUMS = 12         -- of a single vector: short sums, for which the next layer of a stream waits
local LEAST_TERMS = 4        -- of a block worth its own sum
local LONG = 4096            -- terms of a sum whose weights have to be walked block by block
local BLOCK = 1024           -- terms of such a block: 128 kB of weights for a panel of 32

--- Multiply-adds from which on threads help: 4 microseconds of a fast core, when threads cost 1 to 2 to call and gather.
cost_model.WORTH_THREADS = 1 << 19

local function shares(n, most)
  return (n + most - 1) // most
end

local function largest_divisor(n, most)
  for d = math.min(n, most), 2, -1 do
    if n % d == 0 then return d end
  end
  return 1
end

-- Blocks of a sum of ordinary length: taps are split first, as taps lie apart; then the channels of each tap.
local function split_short(taps, channels, outputs)
  local sums = outputs <= LANES and MORE_SUMS or SUMS // shares(outputs, LANES)
  local wanted = math.min(sums, taps * channels // LEAST_TERMS)
  local by_taps = largest_divisor(taps, wanted)
  local by_channels = by_taps == taps and largest_divisor(channels, wanted // taps) or 1
  if by_taps == 1 and taps > 1 then by_channels = largest_divisor(channels, wanted) end
  return by_taps, by_channels
end

--- The blocks of a layer: {count, taps, channels (of one block), by_taps, by_channels (how many of them each way)}.
function cost_model.blocks(taps, channels, outputs)
  local by_taps, by_channels = split_short(math.max(taps, 1), channels, outputs)
  if taps == 1 and channels >= LONG then
    local terms = largest_divisor(channels, BLOCK)
    if terms >= BLOCK // 8 then by_channels = channels // terms end
  end
  return {count = by_taps * by_channels, taps = taps // by_taps, channels = channels // by_channels,
    by_taps = by_taps, by_channels = by_channels}
end

--- One block of all terms.
function cost_model.one_block(taps, channels)
  return {count = 1, taps = taps, channels = channels, by_taps = 1, by_channels = 1}
end

-- Widths of a panel for `rows` rows: the fewer rows, the more outputs have to be summed side by side.
local function widths(rows)
  if rows == 1 then return {128, 112, 96, 80, 64, 48, 32, 16} end
  if rows < 4 then return {64, 48, 32, 16} end
  return {32, 48, 16}
end

--- The width of a panel: few vectors in all, in wide panels (each factor from x serves all of them).  A multiple of 4, but
-- for few outputs, where small machines should neither store nor multiply zeros.
function cost_model.panel_width(outputs, rows)
  local best, least
  if outputs < LANES then return outputs end
  for _, most in ipairs(widths(rows)) do
    local panels = shares(outputs, most)
    local width = shares(shares(outputs, panels), 4) * 4
    local vectors = shares(width, LANES)
    local cost = panels * (vectors + 0.5)
    if not least or cost < least then best, least = width, cost end
  end
  return best
end

--- How many blocks of one row are summed side by side.
function cost_model.side_by_side(blocks, width)
  return largest_divisor(blocks.count, math.max(1, SUMS // shares(width, LANES)))
end

--- Are so many multiply-adds worth a thread's time?
function cost_model.worth_threads(macs)
  return macs >= cost_model.WORTH_THREADS
end

return cost_model
