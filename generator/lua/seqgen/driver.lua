--- driver: which command the command line names.  `driver.main(argv)` returns the exit status: 0 done, 1 the model is wrong,
-- 2 the command line is wrong.

local command_line = require "seqgen.command_line"
local in_file = require "in_file"
local suggest = require "seqgen.suggest"
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

local COMMANDS = {check = "seqgen.check", run = "seqgen.reference_run", explain = "seqgen.explain", report = "seqgen.report",
  import = "seqgen.import", help = "seqgen.help", schema = "seqgen.schema"}

local function no_command(name)
  local near = suggest.nearest(name, COMMANDS)
  return command_line.fail("no command is called '" .. name .. "'" .. (near and "; did you mean '" .. near .. "'?" or ""))
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
    io.stderr:write(USAGE)
    return 2
  elseif COMMANDS[first] then
    return require(COMMANDS[first]).main({table.unpack(argv, 2)})
  elseif first:find("^%l+$") and not in_file.exists(first) then
    return no_command(first)
  end
  return require("seqgen.compile").main(argv)
end

return driver
