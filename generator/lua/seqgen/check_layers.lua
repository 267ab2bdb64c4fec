--- check_layers: which layer departs first from the reference.
--
-- A second generation of the model has every layer's result as an output, so that each can be compared.  That changes
-- what is fused and where results are stored; where no layer departs though an output does, the fault lies there.

local check_build = require "seqgen.check_build"
local check_report = require "seqgen.check_report"
local check_run = require "seqgen.check_run"
local check_walks = require "seqgen.check_walks"
local process = require "process"
local reference_run = require "seqgen.reference_run"
local tables = require "seqgen.tables"

local check_layers = {}

-- The graph with an output for every result of every layer; the added outputs in the order of execution.
local function expose(graph)
  local g, added = tables.copy(graph), {}
  g.outputs = {table.unpack(graph.outputs)}
  for _, node in ipairs(graph.nodes) do
    for _, id in ipairs(node.outputs) do
      local t = id and graph.tensors[id]
      if t and #t.axes > 0 then
        local output = {name = string.format("result_%d_of_check", id), tensor = id, layout = table.concat(t.axes),
          mark = node.mark, marks = {}, node = node, result = t.name}
        added[#added + 1], g.outputs[#g.outputs + 1] = output, output
      end
    end
  end
  return g, added
end

local function compare(folder, graph, added, cx, set, time, tolerance)
  local wants, refused = reference_run.evaluate(graph, set.inputs, cx)
  if not wants then return nil, refused end
  local built, problem = check_build.build(folder, graph, cx)
  if not built then return nil, problem end
  local rounds = {check_walks.rounds({set}, time, 1)[1]}
  local ran, failure = check_run.run(folder, graph, rounds, {[set] = wants}, {})
  if not ran then return nil, failure end
  local rows, departed = {{"layer", "op", "largest error", "ulp", "at"}}, nil
  for _, output in ipairs(added) do
    local d = check_report.difference(rounds[1][1].outputs[output.name], wants[output.name], output.layout, tolerance)
    rows[#rows + 1] = {output.result, output.node.op, table.unpack(check_report.cells(d))}
    if d.over > 0 then departed = departed or output end
  end
  return rows, departed
end

--- Prints the table of all layers and the first that departs; the exit status.
function check_layers.run(graph, cx, set, time, tolerance)
  local g, added = expose(graph)
  local folder = assert(process.make_folder())
  local rows, departed = compare(folder, g, added, cx, set, time, tolerance)
  process.remove_folder(folder)
  if not rows then
    io.stderr:write("seqgen check: --layers: ", departed, "\n")
    return 1
  end
  check_report.print(rows)
  if not departed then
    print("no layer departs by itself")
    return 0
  end
  local mark = departed.node.mark
  print(string.format("layer '%s' (%s, %s:%d) departs first", departed.node.name, departed.node.op, mark.file, mark.line))
  return 1
end

return check_layers
