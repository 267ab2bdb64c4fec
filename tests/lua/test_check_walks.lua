--- The calls that a check makes: every walk covers its set, streams in chunks that the model takes.

local check_walks = require "seqgen.check_walks"

local function all_walks(rounds)
  local walks = {}
  for _, round in ipairs(rounds) do table.move(round, 1, #round, #walks + 1, walks) end
  return walks
end

local function sum(chunks)
  local total = 0
  for _, n in ipairs(chunks) do total = total + n end
  return total
end

local tests = {}

function tests.a_sequence_model_runs_every_set_on_two_instances()
  local sets = {{label = "a"}, {label = "b"}}
  local walks, seen = all_walks(check_walks.rounds(sets, nil, 1)), {}
  for _, walk in ipairs(walks) do
    assert(#walk.chunks == 1 and walk.chunks[1] == false)
    seen[walk.set.label .. walk.instance] = (seen[walk.set.label .. walk.instance] or 0) + 1
  end
  assert(walks[1].restart == "new" and walks[2].restart == nil, "the second set has to follow without a reset")
  assert(seen.a0 == 3 and seen.b0 == 2 and seen.a1 == 1 and seen.b1 == 1)
end

function tests.chunks_of_a_stream_cover_it_and_keep_its_multiple()
  local set, time = {label = "s", length = 44}, {stream = true, chunk = 12, variable = true, unit = 4}
  for seed = 1, 20 do
    for _, walk in ipairs(all_walks(check_walks.rounds({set}, time, seed))) do
      assert(sum(walk.chunks) == 44 and walk.restart)
      for _, n in ipairs(walk.chunks) do assert(n >= 4 and n <= 12 and n % 4 == 0) end
    end
  end
end

function tests.a_fixed_chunk_is_the_only_one()
  local set, time = {label = "s", length = 18}, {stream = true, chunk = 6, variable = false, unit = 6}
  for _, walk in ipairs(all_walks(check_walks.rounds({set}, time, 1))) do
    assert(table.concat(walk.chunks, " ") == "6 6 6")
  end
end

function tests.a_long_stream_is_cut_into_a_bounded_number_of_calls()
  local set, time = {label = "s", length = 40001}, {stream = true, chunk = 16000, variable = true, unit = 1}
  for _, walk in ipairs(all_walks(check_walks.rounds({set}, time, 1))) do
    assert(sum(walk.chunks) == 40001 and #walk.chunks <= 200)
  end
end

return tests
