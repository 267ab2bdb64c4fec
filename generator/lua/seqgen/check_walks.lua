--- check_walks: which calls a check makes on which instance, and what its outputs then are.
--
-- A *walk* takes one set through an instance: in sequence mode one call, in a stream one call a chunk.  Rounds of walks
-- catch what one call alone does not show: results that depend on earlier calls, on another instance or on the sizes of
-- the chunks.  All walks of a set have to agree bit for bit.
--
-- walk  {set=, instance=0|1, chunks={length...}|{false}, restart="new"|"reset"|nil, label=, stems={in=…, out=…}...}

local tensor = require "tensor"

local check_walks = {}

local MOST_CALLS = 100       -- in one walk

-- `total` steps as chunks of `size`; the last one takes the rest.
local function equal_chunks(total, size)
  local chunks = {}
  for at = 0, total - 1, size do chunks[#chunks + 1] = math.min(size, total - at) end
  return chunks
end

local function random_chunks(total, time, seed)
  local draws, chunks, left = tensor.random(seed, {MOST_CALLS}, 1):list(), {}, total
  while left > 0 do
    local units = math.min(time.chunk, left) // time.unit
    local draw = ((draws[#chunks + 1] or 1) + 1) / 2
    local size = math.min(left, time.unit * math.max(1, math.ceil(draw * units)))
    chunks[#chunks + 1] = size
    left = left - size
  end
  return chunks
end

-- Each way of cutting a stream's set into calls.
local function chunkings(set, time, seed)
  if not time.variable then return {{chunks = equal_chunks(set.length, time.chunk), label = "chunks of " .. time.chunk}} end
  local small = time.unit * math.max(1, math.ceil(set.length / time.unit / MOST_CALLS))
  small = math.min(small, time.chunk)
  return {
    {chunks = equal_chunks(set.length, time.chunk), label = "chunks of " .. time.chunk},
    {chunks = equal_chunks(set.length, small), label = "chunks of " .. small},
    {chunks = random_chunks(set.length, time, seed), label = "chunks of random lengths"},
  }
end

local function walk(set, instance, chunks, restart, label)
  return {set = set, instance = instance, chunks = chunks, restart = restart, label = label}
end

-- Set after set on one instance and the first once more; then a reset instance and a new one in turn.
local function sequence_rounds(sets)
  local rounds = {{}}
  for i, set in ipairs(sets) do
    rounds[i] = {walk(set, 0, {set.length or false}, i == 1 and "new" or nil, "the first call")}
  end
  rounds[#rounds + 1] = {walk(sets[1], 0, {sets[1].length or false}, nil, "a later call on the same instance")}
  for i, set in ipairs(sets) do
    rounds[#rounds + 1] = {
      walk(set, 0, {set.length or false}, i == 1 and "reset" or nil, "a call after reset"),
      walk(set, 1, {set.length or false}, i == 1 and "new" or nil, "a second instance"),
    }
  end
  return rounds
end

-- The first way alone; then every way on one instance, with another way on a second instance in between.
local function stream_rounds(set, time, seed)
  local ways = chunkings(set, time, seed)
  local rounds = {{walk(set, 0, ways[1].chunks, "new", ways[1].label)}}
  for i, way in ipairs(ways) do
    local other = ways[i % #ways + 1]
    rounds[#rounds + 1] = {
      walk(set, 0, way.chunks, "reset", way.label .. " after reset"),
      walk(set, 1, other.chunks, i == 1 and "new" or "reset", other.label .. " on a second instance"),
    }
  end
  return rounds
end

--- Rounds of walks over the sets; the walks of a round take turns, call by call.
function check_walks.rounds(sets, time, seed)
  if not (time and time.stream) then return sequence_rounds(sets) end
  local rounds = {}
  for _, set in ipairs(sets) do table.move(stream_rounds(set, time, seed), 1, 7, #rounds + 1, rounds) end
  return rounds
end

return check_walks
