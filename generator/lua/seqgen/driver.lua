--- driver: the command line.  `driver.main(argv)` returns the exit status: 0 done, 1 the model is wrong,
-- 2 the command line is wrong.

local out_file = require "out_file"
local pipeline = require "seqgen.pipeline"
local version = require "seqgen.version"

local driver = {}

local USAGE = [[
seqgen model.yaml -o model.c [--header model.h]      compile a model to one C file
seqgen check model.yaml [--tolerance X] [--layers] [--seed N] [--input x=x.npy] [--expect y=y.npy]
                                                     generate, build with $CC, run beside the reference
seqgen explain model.yaml                            layers, shapes, layouts, weights, MACs, RAM, flash
seqgen report model.yaml -o report.html              the same in pictures, one HTML file
seqgen run model.yaml --input x=x.npy --output y=y.npy    the reference evaluator
seqgen import model.onnx -o model.yaml [--size batch=1] [--max T=400]
                                                     a spec and its weights from a trained model
seqgen help [OP]                                     the operators
seqgen schema                                        the JSON Schema of a model.yaml

--ops DIR             operators of your own: NAME.lua and its template
--weights blob        large weights in model.bin beside model.c, bound by NAME_bind
--optimize size       small code rather than fast
--fast-math           cheaper tanh, sigmoid, exp; their bounds stand in the generated file
--strict              the same bits on every compiler and target: no fused multiply-add
--generator-dir DIR   use the scripts and templates of DIR
--dump PASS           print what a pass returned (spec, graph, shape, …)
--version, --help
]]

local COMMANDS = {check = "seqgen.check", run = "seqgen.reference_run", explain = "seqgen.explain", report = "seqgen.report", import = "seqgen.import",
  help = "seqgen.help", schema = "seqgen.schema"}

local function say(text)
  io.stderr:write(text)
end

local function usage_error(message)
  say("seqgen: " .. message .. "\n(seqgen --help prints the usage)\n")
  return 2
end

-- Options of `compile`: name → takes a value.
local OPTIONS = {["-o"] = "output", ["--header"] = "header", ["--dump"] = "dump", ["--ops"] = "ops",
  ["--weights"] = "weights",
  ["--optimize"] = "optimize"}

local FLAGS = {["--strict"] = "strict", ["--fast-math"] = "fast_math"}

local function parse(argv)
  local options, files, i = {}, {}, 1
  while i <= #argv do
    local arg = argv[i]
    local key, value = arg, nil
    if arg:find("^%-%-[%w-]+=") then key, value = arg:match("^(%-%-[%w-]+)=(.*)$") end
    if OPTIONS[key] then
      if not value then
        i = i + 1
        value = argv[i]
      end
      if not value or value == "" then return nil, key .. " needs a value" end
      options[OPTIONS[key]] = value
    elseif FLAGS[arg] then
      options[FLAGS[arg]] = true
    elseif arg:sub(1, 1) == "-" and arg ~= "-" then
      return nil, "unknown option " .. arg
    else
      files[#files + 1] = arg
    end
    i = i + 1
  end
  return options, files
end

local function base_name(path)
  return path:match("([^/]*)$")
end

local CHOICES = {
  weights = {inline = "in model.c, the default", blob = "large ones in model.bin"},
  optimize = {speed = "the default", size = "small code"},
}

local function wrong_choice(options)
  for name, choices in pairs(CHOICES) do
    if options[name] and not choices[options[name]] then
      local list = {}
      for choice, meaning in pairs(choices) do list[#list + 1] = string.format("%s (%s)", choice, meaning) end
      table.sort(list)
      return string.format("--%s takes %s", name, table.concat(list, " or "))
    end
  end
end

local function compile(argv)
  local options, files = parse(argv)
  if not options then return usage_error(files) end
  if #files ~= 1 then return usage_error(#files == 0 and "no model given" or "more than one model given") end
  if options.dump then return require("seqgen.dump").main(files[1], options) end
  if not options.output then return usage_error("no output given: write -o model.c") end
  local wrong = wrong_choice(options)
  if wrong then return usage_error(wrong) end
  options.spec_name = base_name(files[1])
  options.file_stem = base_name(options.output):gsub("%.c$", "")
  local result, cx = pipeline.run(files[1], options)
  if not result then
    say(cx.diag:text())
    return 1
  end
  local outputs = {{options.output, result.source}}
  if options.header then outputs[2] = {options.header, result.header} end
  if result.blob then outputs[#outputs + 1] = {options.output:gsub("%.c$", "") .. ".bin", result.blob} end
  local ok, message = out_file.write_all(outputs, cx.read)
  if not ok then
    say("seqgen: " .. message .. "\n")
    return 1
  end
  say(cx.diag:warning_text())
  return 0
end

function driver.main(argv)
  local first = argv[1]
  if first == "--version" then
    print("seqgen " .. version)
    return 0
  elseif first == "--help" or first == "-h" then
    io.write(USAGE)
    return 0
  elseif not first then
    say(USAGE)
    return 2
  elseif COMMANDS[first] then
    return require(COMMANDS[first]).main({table.unpack(argv, 2)})
  end
  return compile(argv)
end

return driver
