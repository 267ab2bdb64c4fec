--- explain: `seqgen explain model.yaml` prints what the compiler decided: layers, each tensor's axes, shape and layout,
-- every copy with its reason, multiply-adds, RAM and flash.

local command_line = require "seqgen.command_line"
local counted = require "seqgen.counted"
local emit_summary = require "seqgen.emit_summary"
local pipeline = require "seqgen.pipeline"
local stream = require "seqgen.stream"
local table_text = require "seqgen.table_text"

local explain = {}

local WHERE = {input = "the caller's buffer", output = "the caller's buffer", scratch = "scratch", constant = "weights"}

local function size_text(tensor)
  local parts = {}
  for i, axis in ipairs(tensor.axes) do
    parts[i] = string.format("%s %s%d", axis, axis == "T" and tensor.length and "<=" or "", tensor.size[axis])
  end
  return #parts > 0 and table.concat(parts, ", ") or "one number"
end

local function used_tensors(g)
  local used = {}
  for _, call in ipairs(g.calls) do
    for _, id in ipairs(call.node.inputs) do used[id] = true end
    for _, id in pairs(call.node.refs) do used[id] = true end
    for _, step in ipairs(call.steps) do used[step.operand or 0] = true end
    for _, id in ipairs(call.node.outputs) do used[id or 0] = true end
  end
  return used
end

local function tensor_rows(g)
  local rows, used = {{"tensor", "axes and sizes", "layout", "lies in"}}, used_tensors(g)
  for id, tensor in ipairs(g.tensors) do
    if used[id] and tensor.storage then
      local of = tensor.storage.buffer ~= id and ", a view of " .. g.tensors[tensor.storage.buffer].name or ""
      rows[#rows + 1] = {tensor.name, size_text(tensor), table.concat(tensor.storage.order), WHERE[tensor.storage.kind] .. of}
    end
  end
  return rows
end

--- Each copy with its reason, a line each.
function explain.copies(g)
  local lines = {}
  for _, call in ipairs(g.calls) do
    if call.op.template == "ops/move.c.tpl" then
      lines[#lines + 1] = string.format("%s: %s", call.node.name, call.node.reason or call.node.op .. " moves its input's elements")
    end
  end
  return lines
end

local function memory_line(g)
  local m = g.memory
  local count = m.scratch + m.iscratch
  return string.format("scratch %d bytes, lower bound %d (the largest sum of what lives at one time)", 4 * count, 4 * m.bound)
end

--- A stream's delay and receptive field in words; nil for whole sequences.
function explain.stream(g)
  if g.mode ~= "stream" then return nil end
  local field = stream.receptive_field(g)
  return "delay 0 steps; receptive field " .. (field and field .. " steps" or "unbounded (a recurrent layer)")
end

local function append(lines, more)
  for _, line in ipairs(more) do lines[#lines + 1] = line end
end

--- The whole page as text.
function explain.text(g)
  local lines = {string.format("%s: %s, %s after folding", g.name, g.mode, counted(#g.calls, "layer")), ""}
  append(lines, emit_summary.lines(g))
  append(lines, {"", "Tensors"})
  append(lines, table_text.columns(tensor_rows(g)))
  append(lines, {"", "Copies"})
  local copies = explain.copies(g)
  for i, line in ipairs(copies) do copies[i] = "  " .. line end
  append(lines, #copies > 0 and copies or {"  none"})
  append(lines, {"", memory_line(g)})
  if g.mode == "stream" then append(lines, {"", "stream: " .. explain.stream(g)}) end
  return table.concat(lines, "\n") .. "\n"
end

function explain.main(argv)
  local options, files = command_line.parse(argv, {["--ops"] = "text"})
  if not options then return command_line.fail(files) end
  if #files ~= 1 then return command_line.fail("explain takes one model: seqgen explain model.yaml") end
  local g, cx = pipeline.run(files[1], {ops = options.ops}, "memory")
  if not g then
    io.stderr:write(cx.diag:text())
    return 1
  end
  io.write(explain.text(g))
  io.stderr:write(cx.diag:warning_text())
  return 0
end

return explain
