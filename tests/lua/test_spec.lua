--- The spec pass: from YAML to the spec record, names, repetition, and what is refused.

local diag = require "seqgen.diag"
local spec = require "seqgen.spec"
local yaml = require "yaml"

local OPS = {
  conv1d = {name = "conv1d", attributes = {
    {name = "out_channels", type = "integer", min = 1, required = true},
    {name = "kernel_size", type = "integer", min = 1, required = true},
    {name = "dilation", type = "integer", min = 1, default = 1},
    {name = "bias", type = "boolean", default = true},
  }},
  embedding = {name = "embedding", attributes = {{name = "padding_idx", type = "integer"}}},
  relu = {name = "relu"},
  add = {name = "add"},
}

local function read(text)
  local d = diag.new()
  local root, errors = yaml.parse(text, "m.yaml")
  assert(#errors == 0, errors[1] and errors[1].message)
  return spec.run(root, {diag = d, ops = OPS, file = "m.yaml"}), d
end

-- A whole spec around some layers, a flow sequence each line.
local function around(layers, more)
  return "seqgen: 1\nname: net\n" .. (more or "") ..
    "inputs: {x: {layout: NTC, shape: [2, 8, 3]}}\nlayers:\n" .. layers .. "\noutputs: {y: {from: x, layout: NTC}}\n"
end

local function accept(text)
  local result, d = read(text)
  assert(not d:has_errors(), d:text())
  return result
end

local function layers(text, more)
  return accept(around(text, more)).layers
end

local function refuse(text, ...)
  local _, d = read(text)
  for _, words in ipairs {...} do assert(d:text():find(words, 1, true), d:text()) end
end

local function layer_names(list)
  local names = {}
  for i, layer in ipairs(list) do names[i] = layer.name end
  return table.concat(names, " ")
end

local tests = {}

function tests.a_whole_spec_becomes_the_record_of_ir()
  local s = accept [[
seqgen: 1
name: net
weights: net.npz
inputs:
  ids: {layout: NT, shape: [2, max 8], dtype: i32}
  x: {layout: C, shape: [3]}
layers:
  - {op: conv1d, name: c, from: [ids], out_channels: 4, kernel_size: 3, bias: false}
outputs:
  c: {layout: NTC}
  y: {from: c.h_n, layout: CN}
]]
  assert(s.name == "net" and s.file == "m.yaml" and s.mode == "sequence" and s.convention == "pytorch")
  assert(s.allow_unused == false and s.weights.path == "net.npz" and s.weights.mark.line == 3)
  local ids, x = s.inputs[1], s.inputs[2]
  assert(ids.name == "ids" and ids.dtype == "i32" and ids.variable == 2 and ids.shape[2] == 8 and ids.mark.line == 5)
  assert(x.dtype == "f32" and x.variable == nil and x.layout == "C" and #x.shape == 1)
  assert(s.outputs[1].from == "c" and s.outputs[2].from == "c.h_n" and s.outputs[2].layout == "CN")
end

function tests.a_layer_has_its_defaults_and_says_what_was_given()
  local layer = layers("  - {op: conv1d, name: c, from: x, out_channels: 4, kernel_size: 3, prefix: dec.c}")[1]
  assert(layer.op == "conv1d" and layer.from[1] == "x" and layer.prefix == "dec.c" and layer.convention == "pytorch")
  assert(layer.attrs.dilation == 1 and layer.attrs.bias == true and layer.attrs.kernel_size == 3)
  assert(layer.given.kernel_size and not layer.given.dilation and not layer.given.prefix)
  assert(layer.marks.kernel_size.line == 5 and layer.mark.line == 5 and layer.mark.column == 5)
end

function tests.a_layers_convention_goes_before_the_models()
  local list = layers("  - {op: relu}\n  - {op: relu, convention: onnx}", "convention: keras\n")
  assert(list[1].convention == "keras" and list[2].convention == "onnx")
end

function tests.weights_are_a_path_a_seed_or_inline_numbers()
  assert(accept(around("  - {op: relu}", "weights: {random: 42}\n")).weights.random == 42)
  local layer = layers("  - {op: relu, weights: {weight: [[1]]}, tensors: {bias: other.b}}")[1]
  assert(layer.weights.weight.node.kind == "sequence" and layer.tensors.bias == "other.b")
  assert(layers("  - {op: relu, weights: {random: 7}}")[1].weights.random == 7)
  refuse(around("  - {op: relu, weights: a.npz}"), "name a file at the top of the spec")
  refuse(around("  - {op: relu}", "weights: {weight: [1]}\n"), "put inline numbers on the layer")
  refuse(around("  - {op: relu, tensors: [a]}"), "{weight: other.name}")
end

function tests.names_are_numbered_from_the_second_on()
  local list = layers("  - {op: relu}\n  - {op: add}\n  - {op: relu}\n  - {op: relu}")
  assert(layer_names(list) == "relu add relu_2 relu_3")
end

function tests.default_names_keep_clear_of_given_ones()
  assert(layer_names(layers("  - {op: relu}\n  - {op: add, name: relu}\n  - {op: relu}\n  - {op: add, name: relu_2}"))
    == "relu_3 relu relu_4 relu_2")
end

function tests.names_are_unique_among_layers_and_inputs()
  refuse(around("  - {op: relu, name: a}\n  - {op: relu, name: a}"), "two things are called 'a'", "in line 5")
  refuse(around("  - {op: relu, name: x}"), "two things are called 'x'", "in line 3")
  refuse(around("  - {repeat: 3, layers: [{op: relu, name: a}]}"), "write `name: a${i}` inside the repeat")
end

function tests.a_repeat_writes_its_layers_out()
  local list = layers([[
  - repeat: 2
    layers:
      - {op: conv1d, name: "c${i}", out_channels: "${channels}", kernel_size: 3, dilation: "${2^i}"}
      - {op: relu}]], "params: {channels: 16}\n")
  assert(layer_names(list) == "c0 relu c1 relu_2")
  assert(list[1].attrs.out_channels == 16 and list[3].attrs.dilation == 2)
  assert(math.type(list[3].attrs.dilation) == "integer")
end

function tests.repeats_nest_and_count_by_expressions()
  local list = layers([[
  - repeat: "${n}"
    layers:
      - repeat: "${i + 1}"
        layers: [{op: relu, name: "r${i}_${n}"}]
        ]], "params: {n: 1, m: '${n + 1}'}\n")
  assert(layer_names(list) == "r0_1")
  list = layers("  - {repeat: 2, layers: [{repeat: '${i + 1}', layers: [{op: relu}]}, {op: add, name: 'a${i}'}]}")
  assert(layer_names(list) == "relu a0 relu_2 relu_3 a1")
end

function tests.a_repeat_is_bounded()
  refuse(around("  - {repeat: 1000000000, layers: [{op: relu}]}"), "too many layers", "at most 2000")
  refuse(around("  - {repeat: 0, layers: [{op: relu}]}"), "`repeat` has a wrong value")
  refuse(around("  - {repeat: 2, layers: []}"), "`layers` has a wrong value")
  refuse(around("  - {repeat: 2}"), "`layers` is missing")
end

function tests.an_error_in_a_repeat_is_said_once()
  local _, d = read(around("  - {repeat: 100, layers: [{op: conv1d, out_channels: '${q}', kernel_size: 1}]}"))
  assert(#d.errors == 1, d:text())
end

function tests.placeholders_stand_in_any_value()
  local s = accept [[
seqgen: 1
name: "net${size}"
params: {size: 4}
weights: "w${size}.npz"
inputs: {x: {layout: TC, shape: ["max ${2 * size}", "${size}"]}}
layers: [{op: relu}]
outputs: {y: {from: relu, layout: TC}}
]]
  assert(s.name == "net4" and s.weights.path == "w4.npz" and s.inputs[1].shape[1] == 8 and s.inputs[1].shape[2] == 4)
end

function tests.params_are_numbers_with_names_of_their_own()
  local function params(text) return around("  - {op: relu}", "params: " .. text .. "\n") end
  refuse(params "{i: 3}", "`i` counts the rounds of a repeat")
  refuse(params "{floor: 3}", "a name of Lua's math")
  refuse(params "{end: 3}", "a keyword of Lua")
  refuse(params "{n: three}", "params: `n` has a wrong value")
  refuse(params "{n: .nan}", "a finite number")
  refuse(params "[1]", "a mapping of names to numbers")
end

function tests.unknown_keys_name_the_nearest()
  refuse(around("  - {op: conv1d, name: c, out_channels: 4, kernal_size: 3}"),
    "layer 'c' (conv1d): unknown key 'kernal_size'", "write `kernel_size`")
  refuse(around("  - {op: relu}", "convension: keras\n"), "unknown key 'convension'", "write `convention`")
  refuse(around("  - {op: relu, allow_unused: true}"), "write `allow_unused` at the top of the spec")
end

function tests.a_misspelt_key_is_not_missing_as_well()
  local _, d = read(around("  - {op: conv1d, name: c, out_channels: 4, kernal_size: 3}"))
  assert(#d.errors == 1, d:text())
end

function tests.unknown_operators_name_the_nearest()
  refuse(around("  - {op: conv2d}"), "unknown operator 'conv2d'", "write `op: conv1d`")
  refuse(around("  - {name: a}"), "a layer has no `op`")
  refuse(around("  - {op: [relu]}"), "`op` has a wrong value")
  refuse(around("  - relu"), "write `{op: relu}`")
end

function tests.null_stands_for_absence_where_that_is_the_default()
  assert(layers("  - {op: embedding, padding_idx: null}")[1].attrs.padding_idx == nil)
  refuse(around("  - {op: conv1d, out_channels: ~, kernel_size: 1}"), "found:    nothing")
  refuse(around("  - {op: relu, name: ~}"), "`name` has a wrong value")
end

function tests.shapes_fit_their_layouts()
  local function input(text)
    return "seqgen: 1\nname: n\ninputs: {x: " .. text .. "}\nlayers: [{op: relu}]\noutputs: {y: {layout: C}}"
  end
  refuse(input "{layout: NTC, shape: [2, 3]}", "2 sizes, but 3 axes", "layout NTC")
  refuse(input "{layout: NTC, shape: 5}", "`shape` has a wrong value")
  refuse(input "{layout: TC, shape: [2, 0]}", "a wrong size of C", "found:    0")
  refuse(input "{layout: TC, shape: [2, 1000000000000000000]}", "from 1 to 2147483647")
  refuse(input "{layout: TC, shape: [2, max 4]}", "`shape` gives C a variable length")
  refuse(input "{layout: TC, shape: [max many, 4]}", "`max n` for a variable length")
  refuse(input "{layout: NTT, shape: [1, 2, 3]}", "each at most once")
  refuse(input "{layout: C, shape: [2], dtype: float32}", "one of f32, i32")
  refuse(input "[1]", "input 'x': it is no mapping")
end

function tests.variable_inputs_have_one_length()
  refuse([[
seqgen: 1
name: n
inputs: {a: {layout: T, shape: [max 4]}, b: {layout: T, shape: [max 5]}}
layers: [{op: relu}]
outputs: {y: {from: relu, layout: T}}
]], "inputs 'a' and 'b' have different variable lengths", "max 4 and max 5")
end

function tests.nothing_else_is_said_of_another_version()
  local _, d = read("seqgen: 2\nshape: round\n")
  assert(#d.errors == 1 and d:text():find("take a newer seqgen", 1, true), d:text())
  refuse("seqgen: '1'\n", "in quotes, which is text", "write `seqgen: 1`")
end

function tests.what_is_missing_is_named()
  refuse("name: n\n", "`seqgen` is missing", "`inputs` is missing", "`layers` is missing", "`outputs` is missing")
  refuse("[1, 2]", "this is no model spec")
  refuse("{}", "this is no model spec")
  refuse("seqgen: 1\nname: n\ninputs: {}\nlayers: []\noutputs:\n", "`inputs` has a wrong value",
    "`layers` has a wrong value", "`outputs` has a wrong value")
end

function tests.errors_come_in_the_files_order()
  local _, d = read(around("  - {op: relu, nmae: a}\n  - {op: conv9d}", "mode: steam\n"))
  local text = d:text()
  local mode, key, op = text:find("steam", 1, true), text:find("nmae", 1, true), text:find("conv9d", 1, true)
  assert(mode < key and key < op, text)
end

return tests
