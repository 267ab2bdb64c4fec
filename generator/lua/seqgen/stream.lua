--- stream: what `mode: stream` asks of a graph, and its receptive field.
--
-- Each call takes the next chunk of T steps; an operator says through `op.stream(node, inputs)` why it can't, and
-- what to write instead.  Strides have to divide the chunk, so that every call begins on a whole output step.

local counted = require "seqgen.counted"

local stream = {}

local BEYOND = 1 << 31     -- more steps than an int counts

-- A state is known at the end of a chunk only: what it goes into depends on where chunks end, so that can't be a sequence.
local function check_states(g, cx)
  local late = {}
  for _, node in ipairs(g.nodes) do
    local ids, state, over_time = {table.unpack(node.inputs)}, nil, false
    for _, id in pairs(node.refs) do ids[#ids + 1] = id end
    for _, id in ipairs(ids) do
      state, over_time = state or late[id], over_time or g.tensors[id].size and g.tensors[id].size.T ~= nil
    end
    if state and over_time then
      cx.diag:error {mark = node.mark, message = string.format("layer '%s' can't stream: a state goes into a sequence", node.name),
        found = string.format("'%s', which is the state at the end of each chunk", state), expected = "what each step depends on to be known at that step",
        fix = "use the sequence itself, or `mode: sequence`"}
    end
    for _, id in ipairs(node.outputs) do
      if (state or over_time) and not g.tensors[id].size.T then late[id] = state or g.tensors[id].name end
    end
  end
end

-- By how many steps an operator moves on for each step of its result.
local function decimation(node)
  if node.op == "conv_transpose1d" or not node.attrs.kernel_size then return 1 end
  if node.attrs.stride then return node.attrs.stride end
  return node.op:find("_pool1d$") and node.attrs.kernel_size or 1
end

local function check_node(g, node, op, cx)
  local inputs = {}
  for i, id in ipairs(node.inputs) do inputs[i] = g.tensors[id] end
  local reason, fix = nil, nil
  if op.stream then reason, fix = op.stream(node, inputs) end
  if reason then
    cx.diag:error {mark = node.mark, message = string.format("layer '%s' can't stream: %s", node.name, reason),
      found = string.format("%s in a model of `mode: stream`", node.op),
      expected = "layers whose result at a step depends on that step and earlier ones only", fix = fix}
  end
end

-- How many steps an operator gives for each step it moves on by.
local function expansion(node)
  if node.op == "conv_transpose1d" then return node.attrs.stride end
  return node.op == "upsample" and node.attrs.scale_factor and math.tointeger(node.attrs.scale_factor) or 1
end

local function greatest_divisor(a, b)
  while b ~= 0 do a, b = b, a % b end
  return a
end

-- How many of the caller's steps make how many of a node's results, in lowest terms.
local function next_rate(rate, node)
  local caller, own = rate.caller * decimation(node), rate.own * expansion(node)
  local common = greatest_divisor(caller, own)
  return {caller = caller // common, own = own // common}
end

--- The lengths of chunks are multiples of this, so that each stride divides what it gets.  `visit(node, multiple)`, which
-- may lack, sees what it is up to each node, and returns false to stop there.
function stream.chunk_multiple(g, visit)
  local rates, multiple = {}, 1
  for _, node in ipairs(g.nodes) do
    local rate = next_rate(rates[node.inputs[1]] or {caller = 1, own = 1}, node)
    local together = multiple * math.min(rate.caller // greatest_divisor(multiple, rate.caller), BEYOND)
    if visit and not visit(node, together) or together >= BEYOND then break end
    multiple = together
    for _, id in ipairs(node.outputs) do rates[id] = rate end
  end
  return multiple
end

-- A fixed chunk has to be whole at each layer; of the chunks up to a maximum, the longest at least.
local function check_chunk(node, x, needed, longest, cx)
  local step = decimation(node)
  if step == 1 or not x.size.T or x.length and needed <= longest or not x.length and x.size.T % step == 0 then return true end
  cx.diag:error {mark = node.marks.stride or node.mark,
    message = string.format("layer '%s': its stride does not divide the chunk", node.name),
    found = x.length and string.format("chunks of up to %d steps, and strides that need %d", longest, needed)
      or string.format("a chunk of %s and a stride of %d", counted(x.size.T, "step"), step),
    expected = "a chunk that the strides of all layers divide",
    fix = string.format("give the input a T that is a multiple of %d", needed)}
  return false
end

-- Whether an input has steps that a stream could cut into chunks.
local function has_steps(g)
  for _, input in ipairs(g.inputs) do
    if input.layout:find("T") then return true end
  end
  return false
end

--- Checks a shaped graph of mode stream; sets `g.remembers` where a user's operator is recursive.
function stream.check(g, cx)
  if not has_steps(g) then
    cx.diag:error {mark = g.inputs[1].mark, message = "`mode: stream` without an input over time",
      found = string.format("layout %s of input '%s'", g.inputs[1].layout, g.inputs[1].name), expected = "an input with an axis T, the chunk",
      fix = "add T to the input's layout, or take `mode: stream` away: each call is one step then"}
  end
  for _, node in ipairs(g.nodes) do
    check_node(g, node, cx.ops[node.op], cx)
    g.remembers = g.remembers or cx.ops[node.op].remembers
  end
  check_states(g, cx)
  stream.chunk_multiple(g, function(node, multiple)
    return check_chunk(node, g.tensors[node.inputs[1]], multiple, g.longest or 0, cx)
  end)
end

--- How many of the caller's steps an output step can depend on; nil where a recurrent layer remembers for ever.
function stream.receptive_field(g)
  local field, jump, most = {}, {}, 1
  if g.remembers then return nil end
  for _, node in ipairs(g.nodes) do
    local f, j = 1, 1
    for _, id in ipairs(node.inputs) do
      f, j = math.max(f, field[id] or 1), math.max(j, jump[id] or 1)
    end
    if node.op == "lstm" or node.op == "gru" or node.op == "rnn" then return nil end
    if node.op == "conv_transpose1d" then
      f, j = f + ((node.attrs.kernel_size - 1) * (node.attrs.dilation or 1) // (node.attrs.stride or 1)) * j, j
    elseif node.attrs.kernel_size then
      f = f + (node.attrs.kernel_size - 1) * (node.attrs.dilation or 1) * j
      j = j * decimation(node)
    end
    for _, id in ipairs(node.outputs) do field[id], jump[id] = f, j end
    most = math.max(most, f)
  end
  return most
end

return stream
