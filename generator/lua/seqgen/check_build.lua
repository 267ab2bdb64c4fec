--- check_build: a graph's generated C, built with a small harness into a program.
--
-- The C compiler is $CC (default cc) with $CFLAGS (default -O2).

local embedded = require "embedded"
local out_file = require "out_file"
local pipeline = require "seqgen.pipeline"
local process = require "process"
local template = require "seqgen.template"

local check_build = {}

local HARNESS = "templates/check_harness.c.tpl"
local BUILD_SECONDS = 600

--- The compiler's words, as $CC and $CFLAGS say; nil and a message where they cannot be parted.
function check_build.compiler()
  local words = {}
  for _, variable in ipairs {{"CC", "cc"}, {"CFLAGS", "-O2"}} do
    local parts, message = process.split(os.getenv(variable[1]) or variable[2])
    if not parts then return nil, string.format("$%s cannot be understood: %s", variable[1], message) end
    table.move(parts, 1, #parts, #words + 1, words)
  end
  return words
end

local function write_sources(folder, graph, cx)
  local result = pipeline.resume(graph, cx, "weights")
  if not result then return nil, cx.diag:text() end
  local harness = template.fill(HARNESS, embedded.read(HARNESS), {name = graph.name, blob = result.blob ~= nil})
  local files = {{folder .. "/model.c", result.source}, {folder .. "/harness.c", harness}}
  if result.blob then files[3] = {folder .. "/model.bin", result.blob} end
  return out_file.write_all(files)
end

-- The first lines of what a compiler says.
local function excerpt(text)
  local lines = {}
  for line in text:gmatch("[^\n]+") do
    if #lines < 20 then lines[#lines + 1] = "  " .. line end
  end
  return table.concat(lines, "\n")
end

--- Builds `folder`/run; true, or nil and what went wrong.
function check_build.build(folder, graph, cx)
  local argv, message = check_build.compiler()
  if not argv then return nil, message end
  local ok, problem = write_sources(folder, graph, cx)
  if not ok then return nil, problem end
  local called = table.concat(argv, " ")
  table.move({"-o", "run", "harness.c"}, 1, 3, #argv + 1, argv)
  local result, why = process.run(argv, {cwd = folder, timeout = BUILD_SECONDS})
  if not result then return nil, string.format("the C compiler `%s` does not start: %s; set $CC to one that does", called, why) end
  if result.timed_out then return nil, string.format("`%s` took over %d s", called, BUILD_SECONDS) end
  if result.status ~= 0 then return nil, string.format("`%s` refuses the generated C:\n%s", called, excerpt(result.stderr)) end
  return true
end

return check_build
