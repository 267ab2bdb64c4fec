-- Fold: what is done at build time, and inside the layer before.

local passes = dofile(test_folder .. "/passes.lua")

local tests = {}

local function folded(layers, output)
  return passes.run("inputs: {x: {layout: NTC, shape: [2, 9, 3]}}\nlayers:\n" .. layers
    .. "outputs: {y: {from: " .. output .. ", layout: NTC}}\n", "fold")
end

local function steps(node)
  local names = {}
  for i, step in ipairs(node.post) do names[i] = step.op end
  return table.concat(names, " ")
end

function tests.dropout_and_unused_layers_go()
  local g = folded([[
  - {op: dropout}
  - {op: reverse, name: a}
  - {op: reverse, name: nobody_reads}
]], "a")
  assert(passes.names(g.nodes) == "a")
end

function tests.activations_become_steps_in_order()
  local g = folded([[
  - {op: linear, name: fc, out_features: 4, activation: tanh}
  - {op: relu, name: r}
]], "r")
  assert(passes.names(g.nodes) == "fc" and steps(g.nodes[1]) == "tanh relu")
end

function tests.a_result_that_others_read_stays_as_it_is()
  local g = folded([[
  - {op: linear, name: fc, out_features: 3}
  - {op: relu, name: r}
  - {op: add, name: s, from: [fc, r]}
]], "s")
  assert(passes.names(g.nodes) == "fc r" and steps(g.nodes[2]) == "add", passes.names(g.nodes))
end

function tests.a_residual_is_added_inside_the_layer()
  local g = folded([[
  - {op: linear, name: fc, out_features: 3}
  - {op: add, name: s, from: [x, fc]}
]], "s")
  assert(passes.names(g.nodes) == "fc" and steps(g.nodes[1]) == "add" and g.nodes[1].post[1].swapped)
end

function tests.batch_norm_goes_into_the_layer_before_and_behind()
  local g = folded([[
  - {op: batch_norm, name: before}
  - {op: conv1d, name: conv, out_channels: 4, kernel_size: 3, bias: false}
  - {op: batch_norm, name: behind}
]], "behind")
  assert(passes.names(g.nodes) == "conv" and g.nodes[1].weights.bias:count() == 4)
end

function tests.batch_norm_before_padded_zeros_stays()
  local g = folded([[
  - {op: batch_norm, name: before}
  - {op: conv1d, name: conv, out_channels: 4, kernel_size: 3, padding: 1}
]], "conv")
  assert(passes.names(g.nodes) == "before conv")
end

function tests.zeros_become_the_convolutions_padding()
  local g = folded([[
  - {op: pad, padding: [2, 1]}
  - {op: conv1d, name: conv, out_channels: 4, kernel_size: 3, padding: 1}
]], "conv")
  assert(passes.names(g.nodes) == "conv")
  local p = g.nodes[1].attrs.padding
  assert(p[1] == 3 and p[2] == 2)
end

function tests.the_given_graph_stays_as_it_was()
  local g = passes.run([[
inputs: {x: {layout: NTC, shape: [2, 9, 3]}}
layers: [{op: dropout, name: d}, {op: reverse, name: a}]
outputs: {y: {from: a, layout: NTC}}
]], "weights")
  local operators, diag = require("seqgen.operators"), require("seqgen.diag")
  require("seqgen.fold").run(g, {ops = operators.load(), diag = diag.new(), options = {}})
  assert(passes.names(g.nodes) == "d a" and passes.tensor(g, "x").id ~= g.nodes[2].inputs[1])
end

return tests
