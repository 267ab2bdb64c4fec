--- emit_summary: the head of a generated file: the table of layers with shapes, layouts, weights and multiply-adds,
-- and the plan of the memory.

local c_name = require "seqgen.c_name"
local table_text = require "seqgen.table_text"

local emit_summary = {}

local function shape_text(tensor)
  local parts = {}
  for i, axis in ipairs(tensor.storage.order) do
    parts[i] = string.format("%s%s%d", axis, axis == "T" and tensor.length and "<=" or " ", tensor.size[axis])
  end
  return #parts > 0 and table.concat(parts, " ") or "1"
end

local function weight_count(call)
  local n = 0
  for _, w in pairs(call.node.weights) do n = n + w:count() end
  return n
end

local function describe(call)
  local words = {call.op.describe and call.op.describe(call.node) or call.node.op}
  for _, step in ipairs(call.steps) do words[#words + 1] = step.op end
  return table.concat(words, " + ")
end

local function macs_of(call, g)
  local inputs, outputs = {}, {}
  for i, id in ipairs(call.node.inputs) do inputs[i] = g.tensors[id] end
  for i, id in ipairs(call.node.outputs) do outputs[i] = id and g.tensors[id] end
  return call.op.macs and math.tointeger(call.op.macs(call.node, inputs, outputs)) or 0
end

local function first_output(call)
  for _, id in ipairs(call.node.outputs) do
    if id then return id end
  end
end

local function rows_of(g)
  local rows, weights, macs = {{"layer", "operator", "input", "output", "weights", "MACs", "spec"}}, 0, 0
  for _, call in ipairs(g.calls) do
    local x, y = g.tensors[call.node.inputs[1]], g.tensors[first_output(call)]
    local w, m = weight_count(call), macs_of(call, g)
    weights, macs = weights + w, macs + m
    rows[#rows + 1] = {call.node.name, describe(call), x and shape_text(x) or "", shape_text(y), tostring(w), tostring(m),
      "line " .. call.node.mark.line}
  end
  rows[#rows + 1] = {"total", "", "", "", tostring(weights), tostring(macs), ""}
  return rows, weights, macs
end

local function constant_bytes(g)
  local n = 0
  for _, call in ipairs(g.calls) do
    for _, constant in ipairs(call.constants) do n = n + 4 * constant.array:count() end
  end
  return n
end

local function memory_lines(g)
  local m, state, lines = g.memory, 0, {}
  for _, f in ipairs(m.state) do state = state + 4 * f.count end
  lines[1] = string.format("Bytes: constants %d (weights as stored, packed), state %d, scratch %d (inside the struct).",
    constant_bytes(g), state, 4 * (m.scratch + m.iscratch))
  local rows = {}
  for i, b in ipairs(m.buffers) do
    local first, last = g.calls[b.first].node.name, g.calls[b.last].node.name
    rows[i] = {string.format("%sscratch[%d..%d]", b.dtype == "i32" and "i" or "", b.offset, b.offset + b.count - 1), b.what,
      first == last and "live in " .. first or "live from " .. first .. " to " .. last}
  end
  return table.move(table_text.columns(rows), 1, #rows, 2, lines)
end

--- Lines of text that may stand in a C comment.
function emit_summary.lines(g)
  local lines = {"Layers in order of execution.  Sizes are of the axes N batch, T time, C channel, D layer and direction,",
    "in the order in which they are stored, slowest first."}
  local rows = rows_of(g)
  for _, line in ipairs(table_text.columns(rows, {[5] = true, [6] = true})) do lines[#lines + 1] = line end
  lines[#lines + 1] = ""
  for _, line in ipairs(memory_lines(g)) do lines[#lines + 1] = line end
  lines[#lines + 1] = ""
  lines[#lines + 1] = string.format("Needs C99 and nothing else: no libc, no libm, no heap.  One `%s` a stream; no other state.", g.name)
  for i, line in ipairs(lines) do lines[i] = c_name.comment(line) end
  return lines
end

return emit_summary
