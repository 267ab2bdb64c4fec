--- A user's operator that sits in one function of Lua's own for ever is ended by its processor time, with a message.

local out_file = require "out_file"
local process = require "process"

local seqgen = assert(os.getenv "SEQGEN", "set SEQGEN to the program")

local MODEL = [[
seqgen: 1
name: m
inputs:
  x: {layout: NTC, shape: [1, 4, 2]}
layers:
  - {op: slow, name: a}
outputs:
  y: {from: a, layout: NTC}
]]

local OPERATOR = [[
return {name = "slow", summary = "slow", attributes = {}, inputs = {min = 1, max = 1, names = {"x"}}, results = {"y"},
  shape = function(_, inputs)
    string.find(("a"):rep(200), ("a*"):rep(40) .. "b")
    return {inputs[1]}
  end,
  plan = function() return {} end, template = "slow.c.tpl"}
]]

local tests = {}

function tests.a_pattern_without_end()
  local folder = assert(process.make_folder())
  process.run {"mkdir", folder .. "/ops"}
  for name, text in pairs {["m.yaml"] = MODEL, ["ops/slow.lua"] = OPERATOR, ["ops/slow.c.tpl"] = "/* nothing */\n"} do
    assert(out_file.write(folder .. "/" .. name, text))
  end
  local run = assert(process.run({seqgen, "m.yaml", "-o", "m.c", "--ops", "ops"}, {cwd = folder, timeout = 300}))
  local left = io.open(folder .. "/m.c")
  process.remove_folder(folder)
  assert(run.status == 1 and not left, tostring(run.status))
  assert(run.stderr:find("ops/slow.lua:1:1: error: this operator can't be used: a call takes more than 10 seconds", 1, true), run.stderr)
end

return tests
