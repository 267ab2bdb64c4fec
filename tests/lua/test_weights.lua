--- The pass `weights`: where tensors come from, what is refused and in which words.

local diag = require "seqgen.diag"
local gates = require "seqgen.gates"
local npy = require "seqgen.npy"
local process = require "process"
local tensor = require "tensor"
local weights = require "seqgen.weights"
local yaml = require "yaml"

local tests = {}

-- ---- A model of one or more layers of a made-up operator: weight (out, in/groups), bias (out) ------------------------

local OPS = {}

OPS.dense = {
  attributes = {{name = "out", type = "integer", min = 1}},
  weights = function(node, inputs)
    local list = {{name = "weight", shape = {node.attrs.out, inputs[1].size.C // node.attrs.groups}, axes = "out, in/groups"}}
    if node.attrs.bias then list[2] = {name = "bias", shape = {node.attrs.out}, axes = "out"} end
    if node.attrs.extra then list[#list + 1] = {name = "extra", shape = {1}, optional = true} end
    return list
  end,
  conventions = {
    keras = {
      stored = function(node, inputs)
        return {{name = "kernel", shape = {inputs[1].size.C, node.attrs.out}, axes = "in, out"},
          {name = "bias", shape = {node.attrs.out}, axes = "out"}}
      end,
      canonical = function(_, _, stored) return {weight = stored.kernel:permute {2, 1}, bias = stored.bias} end,
    },
  },
}

OPS.relu = {}

OPS.state = {
  constants = function() return {initial_h = {axes = {"D", "N", "C"}, size = {D = 1, N = 2, C = 3}}} end,
}

local function mark(line)
  return {file = "model.yaml", line = line, column = 5}
end

local function layer_node(i, layer, graph)
  local attrs = {out = 2, groups = 1, bias = true}
  for key, value in pairs(layer.attrs or {}) do attrs[key] = value end
  layer.convention = layer.convention or "pytorch"
  local refs = {}
  for attribute, id in pairs(layer.refs or {}) do refs[attribute] = id end
  graph.tensors[i + 1] = {id = i + 1, name = layer.name, producer = i, axes = {"N", "T", "C"}, size = {N = 2, T = 5, C = attrs.out}}
  return {op = layer.op or "dense", name = layer.name, attrs = attrs, given = layer.attrs or {}, marks = layer.marks or {},
    mark = mark(10 + i), layer = layer, inputs = {layer.input or i}, input_names = {i == 1 and "x" or graph.nodes[i - 1].name},
    outputs = {i + 1}, refs = refs}
end

-- x [2][5][3] → the layers, each reading the one before.
local function graph_of(spec, layers)
  local g = {name = "m", file = "model.yaml", spec = spec, tensors = {{id = 1, name = "x", axes = {"N", "T", "C"},
    size = {N = 2, T = 5, C = 3}}}, nodes = {}, inputs = {{name = "x", tensor = 1, layout = "NTC", shape = {2, 5, 3}}}}
  for i, layer in ipairs(layers) do g.nodes[i] = layer_node(i, layer, g) end
  return g
end

local folder

-- Writes tensors {name → tensor} as a folder of .npy, gives the spec that names it.
local function stored(tensors)
  local ok
  folder = assert(process.make_folder())
  for name, t in pairs(tensors) do
    local file <close> = assert(io.open(folder .. "/" .. name .. ".npy", "wb"))
    ok = file:write(type(t) == "string" and t or npy.encode(t))
  end
  assert(ok)
  return {weights = {path = folder, mark = mark(3)}}
end

local function run(spec, layers)
  local cx = {diag = diag.new(), ops = OPS, options = {}, folder = "", read = {}}
  local g = weights.run(graph_of(spec, layers), cx)
  local text = cx.diag:has_errors() and cx.diag:text() or ""
  return g, folder and text:gsub(folder:gsub("%p", "%%%0"), "w") or text
end

local function f32(shape, list)
  return tensor.new("f32", shape, list)
end

local WEIGHT, BIAS = f32({2, 3}, {1, 2, 3, 4, 5, 6}), f32({2}, {7, 8})

local function bound(spec, layers)
  local g, text = run(spec, layers)
  assert(text == "", text)
  return g.nodes[1].weights, g
end

local function expect_error(expected, spec, layers)
  local _, text = run(spec, layers)
  assert(text == expected, "\n" .. text)
end

-- ---- Sources -------------------------------------------------------------------------------------------------------

function tests.tensors_are_found_by_the_layers_name()
  local w = bound(stored {["fc.weight"] = WEIGHT, ["fc.bias"] = BIAS}, {{name = "fc"}})
  assert(w.weight:equal(WEIGHT) and w.bias:equal(BIAS))
end

function tests.a_prefix_stands_in_for_the_name()
  local w = bound(stored {["a.b.weight"] = WEIGHT, ["a.b.bias"] = BIAS}, {{name = "fc", prefix = "a.b"}})
  assert(w.weight:equal(WEIGHT))
end

function tests.single_tensors_may_have_other_names_and_be_shared()
  local spec = stored {w = WEIGHT, ["fc.bias"] = BIAS, ["two.bias"] = BIAS}
  local _, g = bound(spec, {{name = "fc", tensors = {weight = "w"}}, {name = "two", tensors = {weight = "w"}, input = 1}})
  assert(rawequal(g.nodes[1].weights.weight, g.nodes[2].weights.weight))
end

function tests.doubles_are_rounded_and_halves_kept()
  local spec = stored {["fc.weight"] = WEIGHT:to("f64"):mul(0.1), ["fc.bias"] = npy.encode(f32({1}, {0})):gsub("<f4", "<f2")
    :gsub("%(1,%)", "(2,)")}
  local w = bound(spec, {{name = "fc"}})
  assert(w.weight:dtype() == "f32" and w.weight:at(0, 0) == string.unpack("<f", string.pack("<f", 0.1)))
end

local function inline(text)
  return yaml.parse(text, "model.yaml")
end

function tests.inline_numbers_are_read()
  local w = bound({}, {{name = "fc", weights = {weight = {node = inline("[[1, 2, 3], [4, 5, 6]]"), mark = mark(4)},
    bias = {node = inline("[7, 8]"), mark = mark(5)}}}})
  assert(w.weight:equal(WEIGHT) and w.bias:equal(BIAS))
end

function tests.an_optional_tensor_may_lack()
  local w = bound(stored {["fc.weight"] = WEIGHT, ["fc.bias"] = BIAS}, {{name = "fc", attrs = {extra = true}}})
  assert(w.extra == nil)
end

function tests.a_convention_is_brought_into_pytorchs_order()
  local w = bound(stored {["fc.kernel"] = WEIGHT:permute {2, 1}, ["fc.bias"] = BIAS}, {{name = "fc", convention = "keras"}})
  assert(w.weight:equal(WEIGHT))
end

function tests.random_weights_depend_on_seed_and_name_alone()
  local one, g = bound({weights = {random = 1}}, {{name = "fc"}, {name = "fd", input = 1}})
  local again = bound({weights = {random = 1}}, {{name = "fc"}})
  local other = bound({}, {{name = "fc", weights = {random = 2}}})
  assert(one.weight:equal(again.weight) and not one.weight:equal(other.weight))
  assert(not one.weight:equal(g.nodes[2].weights.weight))
  assert(one.weight:at(0, 0) == 0.36502033472061157, ("%.17g"):format(one.weight:at(0, 0)))
end

function tests.constants_of_attributes_are_spread_over_the_batch()
  for _, shape in ipairs {{1, 2, 3}, {1, 1, 3}, {1, 3}, {2, 3}, {3}} do
    local count = 1
    for _, size in ipairs(shape) do count = count * size end
    local list = {}
    for i = 1, count do list[i] = i end
    local spec = stored {h0 = f32(shape, list)}
    local cx = {diag = diag.new(), ops = OPS, options = {}, folder = "", read = {}}
    local graph = graph_of(spec, {{op = "state", name = "s", refs = {initial_h = 3}}})
    graph.tensors[3] = {id = 3, name = "s.initial_h", constant_name = "h0"}
    local g = weights.run(graph, cx)
    assert(not cx.diag:has_errors(), cx.diag:has_errors() and cx.diag:text())
    local t = g.tensors[3]
    assert(t.constant:at(0, 1, 2) == (count == 6 and 6 or 3) and t.size.C == 3 and t.axes[1] == "D")
    assert(graph.tensors[3].constant == nil, "the pass changed its input")
  end
end

-- ---- Errors --------------------------------------------------------------------------------------------------------

function tests.missing_tensors_are_named_with_their_shapes()
  local spec = stored {["fcx.weight"] = WEIGHT, ["fcx.bias"] = BIAS}
  spec.allow_unused = true
  expect_error([[
model.yaml:11:5: error: layer 'fc': w has no tensors 'fc.weight', 'fc.bias'
  found:    'fcx.bias' [2], 'fcx.weight' [2][3]
  expected: 'fc.weight' [2][3] (out, in/groups), 'fc.bias' [2] (out)
  fix:      write `prefix: fcx`
]], spec, {{name = "fc"}})
end

local function only_error(pattern, spec, layers)
  local _, text = run(spec, layers)
  assert(text:find(pattern, 1, true), "\n" .. text)
end

function tests.missing_tensors_come_with_advice()
  only_error("fix:      write `bias: false` if the layer has none", stored {["fc.weight"] = WEIGHT}, {{name = "fc"}})
  only_error("fix:      write `prefix: enc.fc`", stored {["enc.fc.weight"] = WEIGHT, ["enc.fc.bias"] = BIAS}, {{name = "fc"}})
  only_error("the names are those of keras: write `convention: keras`",
    stored {["fc.kernel"] = WEIGHT, ["fc.bias"] = BIAS}, {{name = "fc"}})
end

function tests.a_wrong_shape_is_told_with_both_shapes()
  expect_error([[
model.yaml:11:5: error: layer 'fc': tensor 'fc.weight' in w has the wrong shape
  found:    [2][4]
  expected: [2][3] (out, in/groups), because C is 3 in 'x'
  fix:      give the layer an input of C 4, or weights for C 3
]], stored {["fc.weight"] = tensor.zeros("f32", {2, 4}), ["fc.bias"] = BIAS}, {{name = "fc"}})
end

function tests.a_swapped_layout_is_recognised()
  expect_error([[
model.yaml:11:5: error: layer 'fc': tensor 'fc.weight' in w has the wrong shape
  found:    [2][5]
  expected: [2][3] (out, in/groups), because C is 3 in 'x'
  fix:      C is 3 but fc's weights expect 5, which is T's size: is the input layout NCT?
]], stored {["fc.weight"] = tensor.zeros("f32", {2, 5}), ["fc.bias"] = BIAS}, {{name = "fc"}})
end

function tests.an_attribute_that_would_fit_is_named()
  only_error("fix:      the layer would fit with `out: 4`", stored {["fc.weight"] = tensor.zeros("f32", {4, 3}), ["fc.bias"] = BIAS},
    {{name = "fc", attrs = {out = 2}}})
end

function tests.another_conventions_order_is_recognised()
  only_error("[3][2] is keras's order (in, out): write `convention: keras` and `tensors: {kernel: fc.weight, …}`",
    stored {["fc.weight"] = WEIGHT:permute {2, 1}, ["fc.bias"] = BIAS}, {{name = "fc"}})
end

function tests.unused_tensors_are_an_error_unless_allowed()
  local spec = stored {["fc.weight"] = WEIGHT, ["fc.bias"] = BIAS, ["fc.num_batches_tracked"] = tensor.zeros("i32", {})}
  expect_error([[
model.yaml:3:5: error: tensor 'fc.bias' in w is not used by any layer
  found:    'fc.bias' [2]
  expected: a layer for every tensor
  fix:      write `bias: true` on layer 'fc' (line 11), or `allow_unused: true` at the top of the spec
]], spec, {{name = "fc", attrs = {bias = false}}})
  spec.allow_unused = true
  bound(spec, {{name = "fc", attrs = {bias = false}}})
end

function tests.numbers_that_no_float_holds_are_refused()
  only_error("tensor 'fc.bias' in w is not finite\n  found:    NaN at [1]",
    stored {["fc.weight"] = WEIGHT, ["fc.bias"] = f32({2}, {0, 0 / 0})}, {{name = "fc"}})
  only_error("tensor 'fc.weight' in w does not fit into float32\n  found:    1e+300 at [0][1]",
    stored {["fc.weight"] = tensor.new("f64", {2, 3}, {0, 1e300, 0, 0, 0, 0}), ["fc.bias"] = BIAS}, {{name = "fc"}})
  only_error("does not hold floating-point numbers\n  found:    elements of type i32",
    stored {["fc.weight"] = tensor.zeros("i32", {2, 3}), ["fc.bias"] = BIAS}, {{name = "fc"}})
end

function tests.damaged_files_are_told_by_the_tensor()
  only_error("layer 'fc': tensor 'fc.bias' in w cannot be read\n  found:    'fc.bias' is no .npy file",
    stored {["fc.weight"] = WEIGHT, ["fc.bias"] = "rubbish"}, {{name = "fc"}})
  expect_error([[
model.yaml:3:5: error: the weights '/dev/zero' cannot be read
  found:    /dev/zero: is neither a folder nor called .safetensors or .npz
  expected: a .safetensors or .npz file, or a folder of .npy files
  fix:      check the path, which counts from the spec's folder, or export the file anew
]], {weights = {path = "/dev/zero", mark = mark(3)}}, {{name = "fc"}})
end

function tests.weights_that_nobody_gives_are_asked_for_once()
  expect_error([[
model.yaml:11:5: error: layer 'fc' needs weights, but the spec names none
  found:    no `weights` at the top of the spec
  expected: 'weight' [2][3] (out, in/groups)
  fix:      add `weights: FILE.safetensors`, or `weights: {random: 1}` to try the shapes
]], {}, {{name = "fc"}, {name = "fd", input = 1}})
  only_error("layer 'fc': its inline weights lack 'bias'\n", {}, {{name = "fc",
    weights = {weight = {node = inline("[[1, 2, 3], [4, 5, 6]]"), mark = mark(4)}}}})
end

function tests.unknown_parameters_are_refused()
  only_error("layer 'fc': `tensors` names 'wieght', which dense does not have\n  found:    'wieght'\n" ..
    "  expected: weight, bias\n  fix:      write `weight`",
    stored {["fc.weight"] = WEIGHT, ["fc.bias"] = BIAS}, {{name = "fc", tensors = {wieght = "fc.weight"}}})
  only_error("expected: none: it has no weights", {}, {{op = "relu", name = "r", weights = {weight = {mark = mark(4)}}}})
end

function tests.a_convention_that_the_operator_lacks_is_refused()
  only_error("layer 'fc': dense has no weights in the convention 'd2l'\n  found:    `convention: d2l` at the top of the spec\n" ..
    "  expected: pytorch, keras\n", stored {["fc.weight"] = WEIGHT}, {{name = "fc", convention = "d2l"}})
  bound(stored {["fc.weight"] = WEIGHT, ["fc.bias"] = BIAS}, {{name = "fc"}, {op = "relu", name = "r", convention = "d2l"}})
end

function tests.weights_beyond_a_gibibyte_are_refused_before_they_are_made()
  only_error("layer 'fc': its weights are too large", {weights = {random = 1}}, {{name = "fc", attrs = {out = 2147483647}}})
  only_error("the model's weights are too large", {weights = {random = 1}},
    {{name = "fc", attrs = {out = 60000000}}, {name = "fd", attrs = {out = 60000000}, input = 1}})
end

-- ---- Helpers of the conventions ------------------------------------------------------------------------------------

function tests.gates_are_reordered_by_block()
  local t = f32({2, 6}, {0, 1, 10, 11, 20, 21, 100, 101, 110, 111, 120, 121})
  local expected = f32({2, 6}, {20, 21, 0, 1, 10, 11, 120, 121, 100, 101, 110, 111})
  assert(gates.reorder(t, 2, {2, 0, 1}):equal(expected))
  assert(gates.split(t, 2, 3)[2]:equal(f32({2, 2}, {10, 11, 110, 111})))
end

return tests
