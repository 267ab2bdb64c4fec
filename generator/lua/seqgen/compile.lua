--- compile: `seqgen model.yaml -o model.c`, the main job: a model's C file, and what belongs to it.
--
--   --header model.h   its declarations as well
--   --weights blob     large weights in model.bin beside it
--   --dump PASS        prints what a pass returned, and writes nothing
--   --optimize size, --strict, --fast-math, --ops DIR

local command_line = require "seqgen.command_line"
local dump = require "seqgen.dump"
local out_file = require "out_file"
local pipeline = require "seqgen.pipeline"

local compile = {}

local OPTIONS = {["-o"] = "text", ["--header"] = "text", ["--dump"] = pipeline.PASSES, ["--ops"] = "text", ["--weights"] = {"inline", "blob"},
  ["--optimize"] = {"speed", "size"}, ["--strict"] = "flag", ["--fast-math"] = "flag"}

local function base_name(path)
  return path:match("([^/]*)$")
end

-- What the passes read of the command line.
local function pass_options(options, file)
  return {spec_name = base_name(file), file_stem = options.o and base_name(options.o):gsub("%.c$", "") or nil, ops = options.ops,
    weights = options.weights, optimize = options.optimize, strict = options.strict, fast_math = options["fast-math"]}
end

local function files_of(result, options)
  local outputs = {{options.o, result.source}}
  if options.header then outputs[2] = {options.header, result.header} end
  if result.blob then outputs[#outputs + 1] = {options.o:gsub("%.c$", "") .. ".bin", result.blob} end
  return outputs
end

local function fail(text)
  io.stderr:write(text)
  return 1
end

function compile.main(argv)
  local options, files = command_line.parse(argv, OPTIONS)
  if not options then return command_line.fail(files) end
  if #files ~= 1 then return command_line.fail(#files == 0 and "no model given" or "more than one model given") end
  local passes = pass_options(options, files[1])
  if options.dump then return dump.main(files[1], options.dump, passes) end
  if not options.o then return command_line.fail("no output given: write -o model.c") end
  if options.o == "-" then return command_line.fail("-o takes the name of a file, not -") end
  local result, cx = pipeline.run(files[1], passes)
  if not result then return fail(cx.diag:text()) end
  local ok, message = out_file.write_all(files_of(result, options), cx.read)
  if not ok then return fail("seqgen: " .. message .. "\n") end
  io.stderr:write(cx.diag:warning_text())
  return 0
end

return compile
