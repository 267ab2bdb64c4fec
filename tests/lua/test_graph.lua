-- Graph: names become tensors, layers nodes in an order that can be executed.

local passes = dofile(test_folder .. "/passes.lua")

local tests = {}

function tests.layers_are_sorted_by_what_they_read()
  local g = passes.run([[
inputs: {x: {layout: NTC, shape: [1, 4, 2]}}
layers:
  - {op: reverse, name: second, from: first}
  - {op: reverse, name: first, from: x}
outputs: {y: {from: second, layout: NTC}}
]], "graph")
  assert(passes.names(g.nodes) == "first second")
end

function tests.the_layer_before_is_the_default_and_the_input_the_first()
  local g = passes.run([[
inputs: {x: {layout: NTC, shape: [1, 4, 2]}}
layers: [{op: reverse, name: a}, {op: reverse, name: b}]
outputs: {y: {from: b, layout: NTC}}
]], "graph")
  assert(g.tensors[g.nodes[1].inputs[1]].name == "x" and g.tensors[g.nodes[2].inputs[1]].name == "a")
end

function tests.a_cycle_is_refused()
  passes.refused([[
inputs: {x: {layout: NTC, shape: [1, 4, 2]}}
layers:
  - {op: concat, name: a, from: [x, b]}
  - {op: reverse, name: b, from: a}
outputs: {y: {from: b, layout: NTC}}
]], "cycle", "lstm_cell")
end

function tests.an_unknown_name_gets_the_nearest()
  passes.refused([[
inputs: {audio: {layout: NTC, shape: [1, 4, 2]}}
layers: [{op: reverse, name: a, from: adio}]
outputs: {y: {from: a, layout: NTC}}
]], "'adio'", "write 'audio'", "t.yaml:5:")
end

function tests.the_number_of_inputs_is_checked()
  passes.refused([[
inputs: {x: {layout: NTC, shape: [1, 4, 2]}}
layers: [{op: reverse, name: a, from: [x, x]}]
outputs: {y: {from: a, layout: NTC}}
]], "reverse takes 1 input", "2 inputs")
end

return tests
