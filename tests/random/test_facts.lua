--- Draws of random models leave out nothing that a spec can say: every operator, every form of each attribute, every
-- convention and container, layouts, modes, options.

local folder = test_folder
table.insert(package.searchers, function(name) return loadfile(folder .. "/" .. name .. ".lua") end)

local dice = require "dice"
local draw_model = require "draw_model"
local facts = require "facts"
local operators = require "seqgen.operators"

local SEEDS = 8000

-- What a spec offers beside operators.
local REST = {"mode: sequence", "mode: stream", "T: variable", "T: any chunk", "T: fixed", "lengths: refused", "lengths: all", "ids: refused", "options: ",
  "options: --strict", "options: --fast-math", "options: --optimize size", "options: --weights blob", "input: f32", "input: i32", "output: f32",
  "output: i32", "input: fixed beside variable", "weights: in the spec", "weights: layer's name", "weights: prefix", "weights: tensors",
  "weights: folder of f32", "weights: folder of f64", "weights: folder of f16", "weights: npz of f32", "weights: npz of f64",
  "weights: npz of f16", "weights: safetensors of f32", "weights: safetensors of f64", "weights: safetensors of f16",
  "weights: safetensors of bf16"}
for _, layout in ipairs {"NTC", "NCT", "TNC", "TCN", "CNT", "CTN", "NT", "TN", "TC", "CT", "T", "NC", "CN", "C", "N", "DNC", "NCD", "DC", "CD"} do
  REST[#REST + 1] = "input: " .. layout
  REST[#REST + 1] = "output: " .. layout
end

local function drawn(ops)
  local seen = {}
  for seed = 1, SEEDS do
    local model = draw_model.draw(dice.new(seed))
    if model then facts.note(seen, model, ops) end
  end
  return seen
end

local function everything_is_drawn()
  local ops = operators.load()
  local seen, missing = drawn(ops), {}
  for _, list in ipairs {facts.offered(ops), REST} do
    for _, fact in ipairs(list) do
      if not seen[fact] then missing[#missing + 1] = fact end
    end
  end
  assert(#missing == 0, string.format("%d models make no use of:\n  %s\ndraw_*.lua of tests/random have to draw it", SEEDS,
    table.concat(missing, "\n  ")))
end

return {everything_is_drawn = everything_is_drawn}
