--- report: `seqgen report model.yaml -o report.html` draws what the compiler decided, for people: the layers and what joins them, where
-- the multiply-adds and weights are, what lies in the scratch when, what a stream keeps, how the weights are spread.
--
-- One HTML file that needs nothing: no script, no font, no other file; the same bytes for the same model.

local command_line = require "seqgen.command_line"
local embedded = require "embedded"
local explain = require "seqgen.explain"
local figures = require "seqgen.figures"
local html = require "seqgen.html"
local out_file = require "out_file"
local pipeline = require "seqgen.pipeline"
local report_layers = require "seqgen.report_layers"
local report_memory = require "seqgen.report_memory"
local report_weights = require "seqgen.report_weights"
local template = require "seqgen.template"
local version = require "seqgen.version"

local report = {}

local PAGE = "templates/report.html.tpl"

local function facts(g, f)
  return {
    {html.grouped(#g.calls), "layers after folding"},
    {html.grouped(f.weights), "weights"},
    {html.grouped(f.macs), g.mode == "stream" and "multiply-adds a chunk" or "multiply-adds a call"},
    {html.grouped(f.constants), "bytes of constants (flash)"},
    {html.grouped(f.state + f.scratch), "bytes of an instance (RAM)"},
  }
end

local function signal_rows(g)
  local rows = {}
  local function add(signal, direction)
    local tensor = g.tensors[signal.tensor]
    rows[#rows + 1] = {html.escape(signal.name), direction, html.escape(signal.layout), html.escape(figures.shape(tensor)), tensor.dtype}
  end
  for _, input in ipairs(g.inputs) do add(input, "input") end
  for _, output in ipairs(g.outputs) do add(output, "output") end
  return rows
end

local function state_table(g)
  local rows = {}
  for i, field in ipairs(g.memory.state) do
    rows[i] = {html.escape(field.name), html.escape(field.call.node.name), html.escape(field.note or ""), html.grouped(4 * field.count)}
  end
  return #rows > 0 and html.table({"field", "layer", "what it is", "bytes"}, rows, {[4] = true}) or nil
end


--- The whole page as text.
function report.page(g, spec_name)
  local f = figures.of(g)
  return template.fill(PAGE, embedded.read(PAGE), {
    name = html.escape(g.name), spec_name = html.escape(spec_name), mode = g.mode, version = version, facts = facts(g, f),
    signals = html.table({"name", "", "layout", "size", "type"}, signal_rows(g)),
    layers = report_layers.picture(g, f),
    copies = explain.copies(g), stream = explain.stream(g),
    memory = report_memory.picture(g, "f32", g.memory.scratch) or false,
    integers = report_memory.picture(g, "i32", g.memory.iscratch) or false,
    scratch = html.grouped(f.scratch), bound = html.grouped(4 * g.memory.bound),
    state = state_table(g) or false, weights = report_weights.table(g) or false, escape = html.escape,
  })
end

function report.main(argv)
  local options, files = command_line.parse(argv, {["-o"] = "text", ["--ops"] = "text"})
  if not options then return command_line.fail(files) end
  if #files ~= 1 then return command_line.fail("report takes one model: seqgen report model.yaml -o report.html") end
  if not options.o then return command_line.fail("no output given: write -o report.html") end
  local g, cx = pipeline.run(files[1], {ops = options.ops}, "memory")
  if not g then
    io.stderr:write(cx.diag:text())
    return 1
  end
  local ok, message = out_file.write_all({{options.o, {report.page(g, files[1]:match("([^/]*)$"))}}}, cx.read)
  if not ok then
    io.stderr:write("seqgen: ", message, "\n")
    return 1
  end
  io.stderr:write(cx.diag:warning_text())
  return 0
end

return report
