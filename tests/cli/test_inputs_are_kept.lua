--- No output replaces a file that was read, whatever it is called: the spec, weights, arrays, a user's operator.

local in_file = require "in_file"
local npy = require "seqgen.npy"
local out_file = require "out_file"
local process = require "process"
local tensor = require "tensor"

local seqgen = assert(os.getenv "SEQGEN", "set SEQGEN to the program")

local MODEL = [[
seqgen: 1
name: m
weights: w
inputs:
  x: {layout: NTC, shape: [1, 4, 2]}
layers:
  - {op: linear, name: fc, out_features: 1}
outputs:
  y: {from: fc, layout: NTC}
]]

local OPERATOR = [[
return {name = "nothing", summary = "nothing", attributes = {}, inputs = {min = 1, max = 1, names = {"x"}}, results = {"y"},
  shape = function(_, inputs) return {inputs[1]} end, plan = function() return {} end, template = "nothing.c.tpl"}
]]

-- A folder with a model and all that it reads.
local function new_folder()
  local folder = assert(process.make_folder())
  process.run {"mkdir", folder .. "/w", folder .. "/ops"}
  local files = {["model.yaml"] = MODEL, ["ops/nothing.lua"] = OPERATOR, ["ops/nothing.c.tpl"] = "/* nothing */\n",
    ["w/fc.weight.npy"] = npy.encode(tensor.new("f32", {1, 2}, {1, 2})), ["w/fc.bias.npy"] = npy.encode(tensor.new("f32", {1}, {3})),
    ["x.npy"] = npy.encode(tensor.new("f32", {1, 4, 2}, {1, 2, 3, 4, 5, 6, 7, 8}))}
  for name, text in pairs(files) do assert(out_file.write(folder .. "/" .. name, text)) end
  return folder
end

local function refuses(path, ...)
  local folder = new_folder()
  local before = in_file.read(folder .. "/" .. path)
  local run = assert(process.run({seqgen, ...}, {cwd = folder}))
  local same = in_file.read(folder .. "/" .. path) == before
  process.remove_folder(folder)
  assert(run.status == 1 and run.stderr:find("this file was read and would be written over", 1, true), run.stderr)
  assert(same, path .. " has changed")
end

local tests = {}

function tests.the_spec()
  refuses("model.yaml", "model.yaml", "-o", "./model.yaml")
  refuses("model.yaml", "model.yaml", "-o", "model.c", "--header", "model.yaml")
  refuses("model.yaml", "run", "model.yaml", "--input", "x=x.npy", "--output", "y=model.yaml")
end

function tests.weights()
  refuses("w/fc.bias.npy", "model.yaml", "-o", "w/fc.bias.npy")
  refuses("w/fc.weight.npy", "run", "model.yaml", "--input", "x=x.npy", "--output", "y=w/fc.weight.npy")
end

function tests.arrays()
  refuses("x.npy", "run", "model.yaml", "--input", "x=x.npy", "--output", "y=w/../x.npy")
end

function tests.operators()
  refuses("ops/nothing.lua", "--ops", "ops", "model.yaml", "-o", "ops/nothing.lua")
  refuses("ops/nothing.c.tpl", "--ops", "ops", "model.yaml", "-o", "model.c", "--header", "ops/nothing.c.tpl")
end

return tests
