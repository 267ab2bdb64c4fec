-- Shape: axes, sizes and lengths of every tensor.

local passes = dofile(test_folder .. "/passes.lua")

local tests = {}

function tests.a_layer_keeps_the_order_of_its_inputs_axes()
  local g = passes.run([[
inputs: {x: {layout: NCT, shape: [2, 3, 8]}}
layers: [{op: slice, name: a, axis: T, start: 2}]
outputs: {y: {from: a, layout: NTC}}
]], "shape")
  local t = passes.tensor(g, "a")
  assert(table.concat(t.axes) == "NCT" and t.size.T == 6 and t.size.C == 3)
end

function tests.a_layout_without_channels_has_one()
  local g = passes.run([[
inputs: {x: {layout: NT, shape: [2, 8]}}
layers: [{op: reverse, name: a}]
outputs: {y: {from: a, layout: NT}}
]], "shape")
  assert(passes.tensor(g, "a").size.C == 1)
end

function tests.the_shortest_length_lets_every_layer_work()
  local g = passes.run([[
inputs: {x: {layout: TC, shape: [max 9, 3]}}
layers: [{op: slice, name: a, axis: T, start: 2, stop: -1}, {op: last, name: l}]
outputs: {y: {from: l, layout: C}}
]], "shape")
  assert(g.shortest == 4 and g.longest == 9)
end

function tests.an_output_layout_names_all_axes()
  passes.refused([[
inputs: {x: {layout: NTC, shape: [2, 8, 3]}}
layers: [{op: reverse, name: a}]
outputs: {y: {from: a, layout: NT}}
]], "layout NT does not fit", "N 2, T 8, C 3", "a layout with C")
end

function tests.nothing_left_of_an_input()
  passes.refused([[
inputs: {x: {layout: NTC, shape: [2, 8, 3]}}
layers: [{op: max_pool1d, name: a, kernel_size: 9}]
outputs: {y: {from: a, layout: NTC}}
]], "nothing is left of its input")
end

function tests.sizes_that_overflow_are_refused()
  passes.refused([[
inputs: {x: {layout: NTC, shape: [2000, 2000, 2000]}}
layers: [{op: reverse, name: a}]
outputs: {y: {from: a, layout: NTC}}
]], "input 'x' is too large", "8e+09 elements")
end

function tests.flatten_has_to_know_its_order()
  passes.refused([[
inputs: {x: {layout: NTC, shape: [2, 8, 3]}}
layers: [{op: flatten, name: a}]
outputs: {y: {from: a, layout: NC}}
]], "flatten needs `order`", "order: TC")
end

function tests.flatten_over_a_variable_t_names_the_alternatives()
  passes.refused([[
inputs: {x: {layout: NTC, shape: [2, max 8, 3]}}
layers: [{op: flatten, name: a, order: TC}]
outputs: {y: {from: a, layout: NC}}
]], "T varies", "global_avg_pool", "last")
end

return tests
