--- check_inputs: seeded random inputs for a graph.
--
-- A *set* is {length=|nil, inputs={name → tensor}, label="length 7"}: what one whole sequence needs.  float32 inputs are
-- uniform in [-1, 1); int32 inputs are drawn from what their readers accept: ids of an embedding, lengths of a mask.

local tensor = require "tensor"

local check_inputs = {}

local PLAIN_RANGE = {low = -100, high = 100}

-- What the nodes that read tensor `id` accept; an operator that only moves ids hands the question on.
local function accepted_range(graph, id, range)
  for _, node in ipairs(graph.nodes) do
    for i, input in ipairs(node.inputs) do
      if input == id and node.op == "embedding" then
        range.low, range.high = 0, math.min(range.high, node.attrs.num_embeddings - 1)
        range.embedding = range.high + 1
      elseif input == id and node.op == "mask" and i == 2 then
        range.low, range.high = 0, math.min(range.high, graph.tensors[node.inputs[1]].size.T)
      elseif input == id then
        for _, output in ipairs(node.outputs) do
          if output and graph.tensors[output].dtype == "i32" then accepted_range(graph, output, range) end
        end
      end
    end
  end
  return range
end

local function range_of(graph, input)
  local range = accepted_range(graph, input.tensor, {low = math.mininteger, high = math.maxinteger})
  return range.high == math.maxinteger and PLAIN_RANGE or range
end

local function random_integers(seed, shape, range)
  local list = tensor.random(seed, shape, 1):list()
  for i, value in ipairs(list) do
    list[i] = range.low + math.floor((value + 1) / 2 * (range.high - range.low + 1))
  end
  return tensor.new("i32", shape, list)
end

local function random_input(graph, input, length, seed)
  local shape = {table.unpack(input.shape)}
  local axis = input.layout:find("T", 1, true)
  if axis and length and (input.variable or graph.mode == "stream") then shape[axis] = length end
  if input.dtype == "i32" then return random_integers(seed, shape, range_of(graph, input)) end
  return tensor.random(seed, shape, 1)
end

--- One set; `length` is the true T of variable or streamed inputs.
function check_inputs.random(graph, length, seed)
  local set = {length = length, inputs = {}, label = length and "length " .. length or "seed " .. seed}
  for i, input in ipairs(graph.inputs) do
    set.inputs[input.name] = random_input(graph, input, length, seed * 1000 + i)
  end
  return set
end

local function variable_maximum(graph)
  for _, input in ipairs(graph.inputs) do
    if input.variable then return input.shape[input.variable] end
  end
end

-- The T that one call of a stream takes at most, whether it may take less, and what its lengths are multiples of.
local function chunk_of(graph)
  local most = variable_maximum(graph)
  if most then
    local unit = graph.chunk_multiple or 1
    return most // unit * unit, true, unit
  end
  for _, input in ipairs(graph.inputs) do
    local axis = input.layout:find("T", 1, true)
    if axis then return input.shape[axis], false, input.shape[axis] end
  end
end

--- What `T` may be: {shortest=, longest=, multiple=}, nil where no input has a T that varies from call to call.
-- chunk: the longest single call of a stream.
function check_inputs.time(graph)
  if graph.mode == "stream" then
    local chunk, variable, unit = chunk_of(graph)
    return chunk and {stream = true, chunk = chunk, variable = variable, unit = unit}
  end
  local most = variable_maximum(graph)
  return most and {shortest = graph.shortest or 1, longest = most}
end

--- The sets that a check without --input runs.
function check_inputs.sets(graph, time, seed)
  if not time then return {check_inputs.random(graph, nil, seed), check_inputs.random(graph, nil, seed + 1)} end
  if time.stream then
    local steps = 2 * time.chunk + time.chunk // 2 // time.unit * time.unit + time.unit
    return {check_inputs.random(graph, steps, seed)}
  end
  local sets, seen = {}, {}
  for i, length in ipairs {time.longest, time.shortest, (time.shortest + time.longest) // 2} do
    if not seen[length] then sets[#sets + 1] = check_inputs.random(graph, length, seed + i) end
    seen[length] = true
  end
  return sets
end

-- Lengths that `run` has to refuse.
local function wrong_lengths(time)
  if time and time.stream then
    if not time.variable then return {} end
    return time.unit > 1 and {0, 1, time.chunk + time.unit} or {0, time.chunk + 1}
  end
  return time and {0, time.shortest > 1 and time.shortest - 1 or 0, time.longest + 1} or {}
end

-- The array with its last element replaced.
local function with_last(array, value)
  local list = array:list()
  list[#list] = value
  return tensor.new("i32", array:shape(), list)
end

local function feeds_embedding(graph, input)
  return accepted_range(graph, input.tensor, {low = math.mininteger, high = math.maxinteger}).embedding
end

--- Sets that `run` has to refuse with a negative code: lengths out of range, ids outside an embedding.
function check_inputs.refusals(graph, time, seed)
  local sets = {}
  for _, length in ipairs(wrong_lengths(time)) do
    sets[#sets + 1] = check_inputs.random(graph, length, seed)
  end
  local length = time and (time.stream and time.chunk or time.longest)
  for _, input in ipairs(graph.inputs) do
    local size = input.dtype == "i32" and feeds_embedding(graph, input)
    for _, id in ipairs(size and {-1, size} or {}) do
      local set = check_inputs.random(graph, length, seed)
      set.inputs[input.name] = with_last(set.inputs[input.name], id)
      set.label = string.format("id %d in input '%s'", id, input.name)
      sets[#sets + 1] = set
    end
  end
  return sets
end

return check_inputs
