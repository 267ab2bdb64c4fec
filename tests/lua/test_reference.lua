--- The reference evaluator on graphs built by hand: each expected number follows from the equation by mental arithmetic.

local reference = require "reference"
local tensor = require "tensor"

-- A model of one layer.  x, and other inputs: {layout, shape, list, dtype}; result: {axes, layout, dtype}.
local function graph_of(op, attrs, inputs, weights, result)
  local g = {tensors = {}, inputs = {}, outputs = {}, nodes = {}}
  local node = {op = op, name = "layer", attrs = attrs, inputs = {}, outputs = {}, refs = {}, weights = weights or {}}
  for i, x in ipairs(inputs) do
    local axes = {}
    for axis in x[1]:gmatch(".") do axes[#axes + 1] = axis end
    g.tensors[i] = {id = i, name = "x" .. i, axes = axes, dtype = x[4] or "f32"}
    g.inputs[i] = {name = "x" .. i, tensor = i, layout = x[1], shape = x[2]}
    node.inputs[i] = i
  end
  local id, axes = #g.tensors + 1, {}
  for axis in result[1]:gmatch(".") do axes[#axes + 1] = axis end
  g.tensors[id] = {id = id, name = "layer", axes = axes, dtype = result[3] or "f32"}
  node.outputs = {id, false, false}
  g.nodes[1] = node
  g.outputs[1] = {name = "y", tensor = id, layout = result[2] or result[1]}
  return g
end

local function run(op, attrs, inputs, weights, result)
  local given = {}
  for i, x in ipairs(inputs) do given["x" .. i] = tensor.new(x[4] or "f32", x[2], x[3]) end
  return reference.run(graph_of(op, attrs, inputs, weights, result), given).y
end

local function f32(shape, list)
  return tensor.new("f32", shape, list)
end

-- 1e-12: a handful of roundings in double precision
local function expect(y, shape, list)
  assert(table.concat(y:shape(), " ") == table.concat(shape, " "),
    "shape " .. table.concat(y:shape(), " ") .. ", not " .. table.concat(shape, " "))
  for i, value in ipairs(y:list()) do
    local close = math.abs(value - list[i]) <= 1e-12
    assert(close, string.format("element %d is %.17g, not %.17g", i, value, list[i]))
  end
end

local function expect_error(words, ...)
  local ok, message = pcall(run, ...)
  assert(not ok, "no error")
  assert(message:find(words, 1, true), message)
end

local CONV = {out_channels = 1, kernel_size = 3, stride = 1, padding = 0, dilation = 1, groups = 1, flip = false,
  padding_mode = "zeros"}

local function conv(attrs)
  local all = {}
  for name, value in pairs(CONV) do all[name] = value end
  for name, value in pairs(attrs) do all[name] = value end
  return all
end

local tests = {}

function tests.a_flipped_convolution_is_the_one_of_signal_processing()
  local y = run("conv1d", conv {padding = 2, flip = true}, {{"CT", {1, 4}, {4, 1, 2, 5}}},
    {weight = f32({1, 1, 3}, {1, 2, -1})}, {"CT"})
  expect(y, {1, 6}, {4, 9, 0, 8, 8, -5})
end

function tests.padding_modes_fill_the_ends()
  local modes = {zeros = {3, 6, 5}, replicate = {4, 6, 8}, reflect = {5, 6, 7}, circular = {6, 6, 6}}
  for mode, sums in pairs(modes) do
    local y = run("conv1d", conv {padding = 1, padding_mode = mode}, {{"CT", {1, 3}, {1, 2, 3}}},
      {weight = f32({1, 1, 3}, {1, 1, 1})}, {"CT"})
    expect(y, {1, 3}, sums)
  end
end

function tests.same_padding_puts_the_odd_step_behind()
  local y = run("conv1d", conv {padding = "same", kernel_size = 2, stride = 2}, {{"TC", {3, 1}, {1, 2, 3}}},
    {weight = f32({1, 1, 2}, {1, 10})}, {"TC"})
  expect(y, {2, 1}, {21, 3})
end

function tests.a_kernel_longer_than_its_input_is_an_error()
  expect_error("layer 'layer' (conv1d): 2 steps are too few", "conv1d", conv {}, {{"TC", {2, 1}, {1, 2}}},
    {weight = f32({1, 1, 3}, {1, 1, 1})}, {"TC"})
end

function tests.a_transposed_convolution_spreads_each_step()
  local y = run("conv_transpose1d", conv {stride = 2, output_padding = 1, bias = true}, {{"TC", {2, 1}, {1, 10}}},
    {weight = f32({1, 1, 3}, {1, 2, 3}), bias = f32({1}, {0.5})}, {"TC"})
  expect(y, {6, 1}, {1.5, 2.5, 13.5, 20.5, 30.5, 0.5})
end

-- All weights zero: every gate is a half, the candidate zero.
function tests.an_lstm_of_zeros_halves_its_memory()
  local attrs = {hidden_size = 1, activation = "tanh", recurrent_activation = "sigmoid"}
  local y = run("lstm_cell", attrs, {{"C", {1}, {7}}, {"C", {1}, {3}}, {"C", {1}, {2}}},
    {weight_ih = f32({4, 1}, {0, 0, 0, 0}), weight_hh = f32({4, 1}, {0, 0, 0, 0})}, {"C"})
  expect(y, {1}, {0.5 * 0.7615941559557649})     -- half of tanh(2 / 2)
end

function tests.a_reverse_layer_keeps_the_order_of_time()
  local attrs = {hidden_size = 1, num_layers = 1, activation = "identity", reverse = true, recurrent_activation = "sigmoid"}
  local y = run("rnn", attrs, {{"TC", {3, 1}, {1, 2, 4}}},
    {weight_ih_l0 = f32({1, 1}, {1}), weight_hh_l0 = f32({1, 1}, {10})}, {"TC"})
  expect(y, {3, 1}, {421, 42, 4})
end

function tests.ceil_mode_leaves_out_windows_of_padding_alone()
  local attrs = {kernel_size = 2, stride = 3, padding = 1, dilation = 1, ceil_mode = true}
  local y = run("max_pool1d", attrs, {{"TC", {5, 1}, {1, 2, 3, 4, 5}}}, nil, {"TC"})
  expect(y, {2, 1}, {1, 4})
end

function tests.an_average_may_count_its_padding()
  local attrs = {kernel_size = 2, stride = 2, padding = 1, ceil_mode = true, count_include_pad = true}
  local x = {{"TC", {4, 1}, {2, 4, 6, 8}}}
  expect(run("avg_pool1d", attrs, x, nil, {"TC"}), {3, 1}, {1, 5, 4})
  attrs.count_include_pad = false
  expect(run("avg_pool1d", attrs, x, nil, {"TC"}), {3, 1}, {2, 5, 8})
end

function tests.flatten_says_which_axis_is_slower()
  local x = {{"TC", {2, 3}, {1, 2, 3, 4, 5, 6}}}
  expect(run("flatten", {order = "TC"}, x, nil, {"C"}), {6}, {1, 2, 3, 4, 5, 6})
  expect(run("flatten", {order = "CT"}, x, nil, {"C"}), {6}, {1, 4, 2, 5, 3, 6})
end

function tests.operands_meet_by_the_names_of_their_axes()
  local y = run("sub", {}, {{"NT", {2, 2}, {10, 20, 30, 40}}, {"TN", {2, 2}, {1, 2, 3, 4}}}, nil, {"NT"})
  expect(y, {2, 2}, {9, 17, 28, 36})
  y = run("add", {}, {{"TC", {2, 2}, {1, 2, 3, 4}}, {"C", {2}, {10, 20}}}, nil, {"TC", "CT"})
  expect(y, {2, 2}, {11, 13, 22, 24})
end

function tests.an_id_outside_the_embedding_is_an_error()
  local attrs, weights = {num_embeddings = 2, embedding_dim = 1}, {weight = f32({2, 1}, {5, 6})}
  expect(run("embedding", attrs, {{"T", {2}, {1, 0}, "i32"}}, weights, {"TC"}), {2, 1}, {6, 5})
  expect_error("id 2 is not among the 2", "embedding", attrs, {{"T", {1}, {2}, "i32"}}, weights, {"TC"})
  expect_error("id -1 is not among the 2", "embedding", attrs, {{"T", {1}, {-1}, "i32"}}, weights, {"TC"})
end

function tests.softmax_bears_large_numbers()
  local y = run("softmax", {axis = "C"}, {{"C", {3}, {1e30, 1e30, -1e30}}}, nil, {"C"})
  expect(y, {3}, {0.5, 0.5, 0})
end

function tests.attention_on_equal_keys_is_the_mean()
  local zeros, one = {0, 0, 1}, {1}
  local y = run("attention", {num_heads = 1}, {{"TC", {2, 1}, {3, 5}}},
    {in_proj_weight = f32({3, 1}, zeros), ["out_proj.weight"] = f32({1, 1}, one)}, {"TC"})
  expect(y, {2, 1}, {4, 4})
end

function tests.an_input_of_the_wrong_shape_is_an_error()
  local g = graph_of("relu", {}, {{"TC", {2, 3}}}, nil, {"TC"})
  local function give(x)
    local ok, message = pcall(reference.run, g, {x1 = x})
    assert(not ok)
    return message
  end
  assert(give(nil):find("'x1' is not given", 1, true))
  assert(give(f32({6}, {1, 2, 3, 4, 5, 6})):find("1 axes, not 2", 1, true))
  assert(give(f32({3, 2}, {1, 2, 3, 4, 5, 6})):find("its C is 2, not 3", 1, true))
end

function tests.a_longer_time_than_declared_is_walked_whole()
  local g = graph_of("relu", {}, {{"TC", {2, 1}}}, nil, {"TC"})
  local y = reference.run(g, {x1 = f32({4, 1}, {-1, 1, -2, 2})}).y
  expect(y, {4, 1}, {0, 1, 0, 2})
end

function tests.matmul_runs_a_s_channels_along_b_s_time()
  local a, b = {"TC", {1, 2}, {1, 2}}, {"TC", {2, 3}, {1, 2, 3, 10, 20, 30}}
  expect(run("matmul", {}, {a, b}, nil, {"TC"}), {1, 3}, {21, 42, 63})
  expect(run("matmul", {}, {a, {"NC", {2, 1}, {3, 4}}}, nil, {"TC"}), {1, 1}, {11})
  expect(run("matmul", {}, {a, {"C", {2}, {5, 6}}}, nil, {"T"}), {1}, {17})
end

function tests.a_users_operator_evaluates_itself()
  local g = graph_of("double", {by = 2}, {{"TC", {2, 1}}}, nil, {"TC"})
  local double = {reference = function(node, inputs)
    assert(table.concat(inputs[1].axes) == "TC")
    return inputs[1].tensor:mul(node.attrs.by)
  end}
  local y = reference.run(g, {x1 = f32({2, 1}, {1, 2})}, {operators = {double = double}}).y
  expect(y, {2, 1}, {2, 4})
  local ok, message = pcall(reference.run, g, {x1 = f32({2, 1}, {1, 2})}, {operators = {double = {}}})
  assert(not ok and message:find("no `reference` function", 1, true), message)
end

return tests
