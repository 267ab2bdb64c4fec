-- Layout: where tensors lie, and that nothing is copied that need not be.

local passes = dofile(test_folder .. "/passes.lua")

local tests = {}

local function chain(input, shape, output)
  return passes.run(string.format([[
inputs: {x: {layout: %s, shape: %s}}
layers:
  - {op: conv1d, name: conv, out_channels: 5, kernel_size: 3}
  - {op: lstm, name: rnn, hidden_size: 4}
  - {op: linear, name: fc, out_features: 2}
outputs: {y: {from: fc, layout: %s}}
]], input, shape, output), "memory")
end

function tests.a_conv_lstm_linear_chain_has_no_copy_in_any_layout()
  for _, input in ipairs {{"NTC", "[2, 9, 3]"}, {"NCT", "[2, 3, 9]"}, {"TNC", "[9, 2, 3]"}, {"CNT", "[3, 2, 9]"}} do
    for _, output in ipairs {"NTC", "NCT", "TNC", "CTN"} do
      local g = chain(input[1], input[2], output)
      assert(passes.names(g.calls) == "conv rnn fc", passes.names(g.calls))
    end
  end
end

function tests.inner_tensors_are_channels_last()
  local g = chain("NCT", "[2, 3, 9]", "NCT")
  assert(table.concat(passes.tensor(g, "conv").storage.order) == "NTC")
  assert(passes.tensor(g, "fc").storage.kind == "output")
end

function tests.views_move_nothing()
  local g = passes.run([[
inputs: {x: {layout: NTC, shape: [2, 9, 3]}}
layers:
  - {op: slice, axis: T, start: 2, stop: 7}
  - {op: last, name: l}
  - {op: linear, name: fc, out_features: 2}
outputs: {y: {from: fc, layout: NC}}
]], "memory")
  assert(passes.names(g.calls) == "fc")
  local s = passes.tensor(g, "l").storage
  assert(s.kind == "input" and s.offset == 18 and s.stride.N == 27)
end

function tests.one_tensor_in_two_outputs_is_copied_once()
  local g = passes.run([[
inputs: {x: {layout: NTC, shape: [2, 9, 3]}}
layers: [{op: reverse, name: a}]
outputs: {y: {from: a, layout: NTC}, z: {from: a, layout: NCT}}
]], "memory")
  assert(passes.names(g.calls) == "a copy_to_z")
end

function tests.variable_lengths_make_strides_of_c_text()
  local g = passes.run([[
inputs: {x: {layout: NTC, shape: [2, max 9, 3]}}
layers: [{op: reverse, name: a}]
outputs: {y: {from: a, layout: NCT}}
]], "layout")
  local s = passes.tensor(g, "a").storage
  assert(s.stride.T == 1 and s.stride.C == "(ptrdiff_t)steps" and s.stride.N == "(ptrdiff_t)steps * 3", s.stride.N)
end

return tests
