--- check: `seqgen check model.yaml`: generates the C, builds it, and runs it beside the reference evaluator.
--
--   --tolerance X    largest error allowed: X · (1 + |value|), so absolute and relative (default 1e-5)
--   --input x=x.npy  the input to run, all of them or none (default: seeded random ones)
--   --expect y=y.npy what the trained framework gave for these inputs: both the C and the reference are compared with it
--   --seed N         of the random inputs (default 1)
--   --layers         compares every layer's result, and names the first that departs
--   --strict, --fast-math, --optimize size, --weights blob: as when compiling; --ops DIR
--
-- Exit status: 0 all within the tolerance, 1 not so (or the model is wrong), 2 the command line is wrong.

local arrays = require "seqgen.arrays"
local check_build = require "seqgen.check_build"
local check_inputs = require "seqgen.check_inputs"
local check_layers = require "seqgen.check_layers"
local check_report = require "seqgen.check_report"
local check_run = require "seqgen.check_run"
local check_walks = require "seqgen.check_walks"
local command_line = require "seqgen.command_line"
local pipeline = require "seqgen.pipeline"
local process = require "process"
local reference_run = require "seqgen.reference_run"

local check = {}

local OPTIONS = {["--tolerance"] = "number", ["--input"] = "pairs", ["--expect"] = "pairs", ["--seed"] = "number",
  ["--layers"] = "flag", ["--ops"] = "text", ["--strict"] = "flag", ["--fast-math"] = "flag",
  ["--optimize"] = {"speed", "size"}, ["--weights"] = {"inline", "blob"}}
local TOLERANCE = 1e-5     -- float32 sums of a few hundred products against double precision

local function fail(message)
  io.stderr:write("seqgen check: ", message, "\n")
  return 1
end

-- ---- Inputs and what they should give ----------------------------------------------------------------------------------

-- The user's own arrays as the one set.
local function given_set(graph, options)
  local inputs, message = arrays.load_inputs(graph, options.input)
  if not inputs then return nil, message end
  local set = {inputs = inputs, label = "the given inputs"}
  for _, input in ipairs(graph.inputs) do
    local axis = input.layout:find("T", 1, true)
    if axis and (input.variable or graph.mode == "stream") then set.length = inputs[input.name]:shape()[axis] end
  end
  return {set}
end

-- A stream's length has to be whole chunks, or whole steps of its strides.
local function check_stream_length(time, set)
  if not time or not time.stream or set.length % time.unit == 0 then return true end
  return nil, string.format("the inputs have %d steps; this stream takes a multiple of %d", set.length, time.unit)
end

local function make_sets(graph, time, options)
  if not options.input then return check_inputs.sets(graph, time, math.tointeger(options.seed) or 1) end
  local sets, message = given_set(graph, options)
  if not sets then return nil, message end
  local ok, problem = check_stream_length(time, sets[1])
  if not ok then return nil, problem end
  return sets
end

-- set → outputs of the reference
local function evaluate(graph, sets, cx)
  local wants = {}
  for _, set in ipairs(sets) do
    local outputs, message = reference_run.evaluate(graph, set.inputs, cx)
    if not outputs then return nil, string.format("the reference refuses %s: %s", set.label, message) end
    wants[set] = outputs
  end
  return wants
end

local function load_expected(graph, options, outputs)
  local expected = {}
  for _, pair in ipairs(options.expect or {}) do
    local output, message = arrays.find(graph.outputs, pair.name, "output")
    if not output then return nil, message end
    expected[pair.name], message = arrays.load_expected(output, pair.value, outputs[pair.name]:shape())
    if not expected[pair.name] then return nil, message end
  end
  return expected
end

-- ---- Comparing -----------------------------------------------------------------------------------------------------------

-- All walks of a set agree bit for bit with its first.  Lines about those that do not.
local function disagreements(graph, rounds)
  local first, lines = {}, {}
  for _, round in ipairs(rounds) do
    for _, walk in ipairs(round) do
      local other = first[walk.set]
      first[walk.set] = other or walk
      for _, output in ipairs(other and graph.outputs or {}) do
        local a, b = other.outputs[output.name], walk.outputs[output.name]
        if not a:equal(b) then
          local d = check_report.difference(b, a, output.layout, 0)
          lines[#lines + 1] = string.format("  %s (%s) gives another '%s' than %s: %.9g, not %.9g, at %s", walk.label,
            walk.set.label, output.name, other.label, d.got, d.want, d.place)
        end
      end
    end
  end
  return lines
end

-- Each output's worst difference over the sets.
local function compare_outputs(graph, sets, rounds, wants, tolerance)
  local rows, over = {{"output", "largest error", "ulp", "at"}}, 0
  local first = {}
  for _, round in ipairs(rounds) do
    for _, walk in ipairs(round) do first[walk.set] = first[walk.set] or walk end
  end
  for _, output in ipairs(graph.outputs) do
    local worst
    for _, set in ipairs(sets) do
      local d = check_report.difference(first[set].outputs[output.name], wants[set][output.name], output.layout, tolerance)
      if #sets > 1 and d.largest > 0 then d.place = d.place .. ", " .. set.label end
      worst = check_report.join(worst, d)
    end
    rows[#rows + 1] = {output.name, table.unpack(check_report.cells(worst))}
    over = over + worst.over
  end
  return rows, over
end

-- The C and the reference beside what the framework gave.
local function compare_expected(graph, expected, got, reference_gave, tolerance)
  local rows, over = {{"expected", "largest error", "ulp", "at"}}, 0
  for _, output in ipairs(graph.outputs) do
    local want = expected[output.name]
    for _, side in ipairs(want and {{"C", got}, {"reference", reference_gave}} or {}) do
      local d = check_report.difference(side[2][output.name], want, output.layout, tolerance)
      rows[#rows + 1] = {output.name .. ", " .. side[1], table.unpack(check_report.cells(d))}
      over = over + d.over
    end
  end
  return rows, over
end

-- ---- The whole check -------------------------------------------------------------------------------------------------------

local function verdict(over, lines, tolerance, options)
  if #lines > 0 then print("calls that should agree bit for bit do not:\n" .. table.concat(lines, "\n")) end
  if over > 0 then
    print(string.format("failed: %d elements are further away than %g · (1 + |value|)%s", over, tolerance,
      options.layers and "" or "; --layers says which layer departs first"))
  end
  if over > 0 or #lines > 0 then return 1 end
  print(string.format("passed: within %g · (1 + |value|)", tolerance))
  return 0
end

local function describe(graph, sets, rounds)
  local walks, labels = 0, {}
  for _, round in ipairs(rounds) do walks = walks + #round end
  for i, set in ipairs(sets) do labels[i] = set.label end
  print(string.format("%s: `%s`, %s, %d runs on 2 instances", graph.name, table.concat(check_build.compiler(), " "),
    table.concat(labels, ", "), walks))
end

local function compare(folder, graph, cx, options)
  local tolerance, time = options.tolerance or TOLERANCE, check_inputs.time(graph)
  local sets, message = make_sets(graph, time, options)
  if not sets then return fail(message) end
  local wants, refused = evaluate(graph, sets, cx)
  if not wants then return fail(refused) end
  local expected, unfit = load_expected(graph, options, wants[sets[1]])
  if not expected then return fail(unfit) end
  local built, problem = check_build.build(folder, graph, cx)
  if not built then return fail(problem) end
  local rounds = check_walks.rounds(sets, time, math.tointeger(options.seed) or 1)
  local refusals = check_inputs.refusals(graph, time, math.tointeger(options.seed) or 1)
  local ran, failure = check_run.run(folder, graph, rounds, wants, refusals)
  if not ran then return fail(failure) end
  describe(graph, sets, rounds)
  local rows, over = compare_outputs(graph, sets, rounds, wants, tolerance)
  check_report.print(rows)
  if options.expect then
    local more, beyond = compare_expected(graph, expected, rounds[1][1].outputs, wants[sets[1]], tolerance)
    check_report.print(more)
    over = over + beyond
  end
  local status = verdict(over, disagreements(graph, rounds), tolerance, options)
  if options.layers then status = math.max(status, check_layers.run(graph, cx, sets[1], time, tolerance)) end
  return status
end

-- How the C is to be generated.
local function generation(file, options)
  return {spec_name = file:match("[^/]*$"), file_stem = "model", ops = options.ops, strict = options.strict,
    fast_math = options["fast-math"], optimize = options.optimize, weights = options.weights}
end

function check.main(argv)
  local options, files = command_line.parse(argv, OPTIONS)
  if not options then return command_line.fail(files) end
  if #files ~= 1 then return command_line.fail(#files == 0 and "no model given" or "more than one model given") end
  if options.expect and not options.input then return command_line.fail("--expect needs the --input that it belongs to") end
  local graph, cx = pipeline.run(files[1], generation(files[1], options), "weights")
  if not graph then
    io.stderr:write(cx.diag:text())
    return 1
  end
  local folder, message = process.make_folder()
  if not folder then return fail(message) end
  local status = compare(folder, graph, cx, options)
  process.remove_folder(folder)
  return status
end

return check
