--- emit_summary: the head of a generated file: the table of layers with shapes, layouts, weights and multiply-adds,
-- and the plan of the memory.

local c_name = require "seqgen.c_name"
local figures = require "seqgen.figures"
local table_text = require "seqgen.table_text"

local emit_summary = {}

local function rows_of(f)
  local rows = {{"layer", "operator", "input", "output", "weights", "MACs", "spec"}}
  for _, layer in ipairs(f.layers) do
    rows[#rows + 1] = {layer.name, layer.operator, layer.input and figures.shape(layer.input) or "", figures.shape(layer.output),
      tostring(layer.weights), tostring(layer.macs), "line " .. layer.line}
  end
  rows[#rows + 1] = {"total", "", "", "", tostring(f.weights), tostring(f.macs), ""}
  return rows
end

local function memory_lines(g, f)
  local lines = {string.format("Bytes: constants %d (weights as stored, packed), state %d, scratch %d (inside the struct).",
    f.constants, f.state, f.scratch)}
  local rows = {}
  for i, b in ipairs(g.memory.buffers) do
    local first, last = g.calls[b.first].node.name, g.calls[b.last].node.name
    rows[i] = {string.format("%sscratch[%d..%d]", b.dtype == "i32" and "i" or "", b.offset, b.offset + b.count - 1), b.what,
      first == last and "live in " .. first or "live from " .. first .. " to " .. last}
  end
  return table.move(table_text.columns(rows), 1, #rows, 2, lines)
end

-- What the table's numbers don't say of a layer.
local function note_lines(g)
  local lines = {}
  for _, call in ipairs(g.calls) do
    if call.plan.note then lines[#lines + 1] = call.node.name .. " " .. call.plan.note end
  end
  return lines
end

--- Lines of text that may stand in a C comment.
function emit_summary.lines(g)
  local lines = {"Layers in order of execution.  Sizes are of the axes N batch, T time, C channel, D layer and direction,",
    "in the order in which they are stored, slowest first."}
  local f = figures.of(g)
  for _, line in ipairs(table_text.columns(rows_of(f), {[5] = true, [6] = true})) do lines[#lines + 1] = line end
  for _, line in ipairs(note_lines(g)) do lines[#lines + 1] = line end
  lines[#lines + 1] = ""
  for _, line in ipairs(memory_lines(g, f)) do lines[#lines + 1] = line end
  lines[#lines + 1] = ""
  lines[#lines + 1] = string.format("Needs C99 and nothing else: no libc, no libm, no heap.  One `%s` a %s; no other state.", g.name,
    g.mode == "stream" and "stream" or "thread")
  for i, line in ipairs(lines) do lines[i] = c_name.comment(line) end
  return lines
end

return emit_summary
