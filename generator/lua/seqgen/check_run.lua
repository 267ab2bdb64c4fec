--- check_run: takes rounds of walks (check_walks) through the built program and gathers their outputs.

local in_file = require "in_file"
local out_file = require "out_file"
local process = require "process"
local tensor = require "tensor"

local check_run = {}

local RUN_SECONDS = 600

-- ---- What goes in ----------------------------------------------------------------------------------------------------

local function time_axis(record)
  return record.layout:find("T", 1, true)
end

-- An input of one call: `count` steps from `from` on, or all of it.
local function part_of(graph, input, set, from, count)
  local array, axis = set.inputs[input.name], time_axis(input)
  if axis and count and (input.variable or graph.mode == "stream") then array = array:slice(axis, from, count) end
  return input.dtype == "i32" and array or array:to("f32")
end

-- Writes one call's inputs, unless an earlier call had the same; the stem of their files.
local function write_inputs(state, set, from, count)
  local key = string.format("%s %d %s", set.label, from, count)
  if state.stems[key] then return state.stems[key] end
  state.stem_count = state.stem_count + 1
  local stem = "in" .. state.stem_count
  for k, input in ipairs(state.graph.inputs) do
    local path = string.format("%s/%s.%d", state.folder, stem, k - 1)
    local ok, message = out_file.write(path, part_of(state.graph, input, set, from, count):raw())
    if not ok then error(message, 0) end
  end
  state.stems[key] = stem
  return stem
end

-- ---- The plan ----------------------------------------------------------------------------------------------------------

local function plan_call(state, walk, k, from)
  local count = walk.chunks[k]
  if k == 1 and walk.restart then state.lines[#state.lines + 1] = walk.restart .. " " .. walk.instance end
  local stem = write_inputs(state, walk.set, from, count or nil)
  local call = {walk = walk, out = "out" .. #state.calls + 1, steps = count}
  state.calls[#state.calls + 1], walk.calls[k] = call, call
  state.lines[#state.lines + 1] = string.format("run %d %d %s %s", walk.instance, count or 0, stem, call.out)
end

local function plan_refusal(state, set)
  local stem = write_inputs(state, set, 0, set.length)
  state.lines[#state.lines + 1] = string.format("run 0 %d %s refused", set.length or 0, stem)
end

local function plan_round(state, round)
  local from, k, more = {}, 1, true
  while more do
    more = false
    for i, walk in ipairs(round) do
      walk.calls, from[i] = walk.calls or {}, from[i] or 0
      if walk.chunks[k] ~= nil then
        plan_call(state, walk, k, from[i])
        from[i], more = from[i] + (walk.chunks[k] or 0), true
      end
    end
    k = k + 1
  end
end

-- ---- What comes out ------------------------------------------------------------------------------------------------------

local function read_output(state, call, k, output, shape)
  local path = string.format("%s/%s.%d", state.folder, call.out, k - 1)
  local count = 1
  for _, size in ipairs(shape) do count = count * size end
  local bytes, message = in_file.read(path, 1 << 31)
  if not bytes then error(path .. ": " .. message, 0) end
  if #bytes < 4 * count then
    return nil, string.format("output '%s': the descriptor announces %d elements, the reference gives %d", output.name,
      #bytes // 4, count)
  end
  return tensor.from_raw(state.graph.tensors[output.tensor].dtype, shape, bytes:sub(1, 4 * count))
end

-- An output of a whole walk: along T its calls side by side, otherwise that of the last call.
local function gather(state, walk, k, output, want)
  local shape, axis, parts = want:shape(), time_axis(output), {}
  local steps = axis and shape[axis]
  local whole = walk.set.length
  for i, call in ipairs(walk.calls) do
    if steps and call.steps then shape[axis] = steps * call.steps // whole end
    if axis or i == #walk.calls then
      local part, message = read_output(state, call, k, output, shape)
      if not part then return nil, message end
      parts[#parts + 1] = part
    end
  end
  return #parts == 1 and parts[1] or tensor.concat(axis, parts)
end

-- What every `run` returned: 0 where it should work, negative where it should refuse.
local function check_codes(state, refusals, text)
  local codes = {}
  for code in text:gmatch("(-?%d+)\n") do codes[#codes + 1] = tonumber(code) end
  for i, set in ipairs(refusals) do
    local code = codes[#state.calls + i]
    if not code or code >= 0 then
      return nil, string.format("run takes %s, which is out of range; it returned %s", set.label, code or "nothing")
    end
  end
  for i, call in ipairs(state.calls) do
    if codes[i] ~= 0 then
      return nil, string.format("%s (%s): run returned %s", call.walk.label, call.walk.set.label, codes[i] or "nothing")
    end
  end
  return true
end

--- Runs the rounds, and what should be refused behind them; sets walk.outputs (name → tensor) of every walk.
-- wants: set → {output's name → reference's tensor}.  Nil and a message where the program fails.
function check_run.run(folder, graph, rounds, wants, refusals)
  local state = {folder = folder, graph = graph, stems = {}, stem_count = 0, lines = {}, calls = {}}
  for _, round in ipairs(rounds) do plan_round(state, round) end
  for _, set in ipairs(refusals) do plan_refusal(state, set) end
  local ok, message = out_file.write(folder .. "/plan", table.concat(state.lines, "\n") .. "\n")
  if not ok then return nil, message end
  local result, why = process.run({folder .. "/run"}, {cwd = folder, timeout = RUN_SECONDS})
  if not result then return nil, "the program does not start: " .. why end
  if result.timed_out then return nil, string.format("the program took over %d s", RUN_SECONDS) end
  if result.status ~= 0 then
    return nil, string.format("the program ended with %s: %s", result.signal and "signal " .. result.signal
      or "status " .. result.status, result.stderr:gsub("%s+$", ""))
  end
  local fine, problem = check_codes(state, refusals, result.stdout)
  if not fine then return nil, problem end
  for _, round in ipairs(rounds) do
    for _, walk in ipairs(round) do
      walk.outputs = {}
      for k, output in ipairs(graph.outputs) do
        walk.outputs[output.name], problem = gather(state, walk, k, output, wants[walk.set][output.name])
        if not walk.outputs[output.name] then return nil, problem end
      end
    end
  end
  return true
end

return check_run
