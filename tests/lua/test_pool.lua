-- Pools: how many windows there are, by PyTorch's rule.

local passes = dofile(test_folder .. "/passes.lua")

local tests = {}

local function steps_of(attributes, t)
  local g = assert(passes.run("inputs:\n  x: {layout: NTC, shape: [1, " .. t .. ", 2]}\nlayers:\n  - {op: max_pool1d, name: y, "
    .. attributes .. "}\noutputs:\n  y: {from: y, layout: NTC}\n", "shape"))
  local y = passes.tensor(g, "y")
  return y.size.T, y.length
end

function tests.windows_that_fit()
  assert(steps_of("kernel_size: 3", 9) == 3)
  assert(steps_of("kernel_size: 3", 11) == 3)
  assert(steps_of("kernel_size: 4, stride: 3, padding: 2", 12) == 5)
end

function tests.a_last_window_past_the_end_begins_before_it()
  assert(steps_of("kernel_size: 2, ceil_mode: true", 9) == 5)
  assert(steps_of("kernel_size: 2, ceil_mode: true", 1) == 1)
  assert(steps_of("kernel_size: 2, stride: 3, padding: 1, ceil_mode: true", 5) == 2)   -- a third would begin in the padding
end

function tests.same_and_causal_depend_on_the_stride_only()
  assert(steps_of("kernel_size: 4, stride: 2, padding: same", 7) == 4)
  assert(steps_of("kernel_size: 4, stride: 2, padding: causal", 7) == 4)
end

function tests.variable_lengths_follow_the_same_rule()
  for _, attributes in ipairs {"kernel_size: 3, stride: 2", "kernel_size: 4, stride: 3, padding: 2, ceil_mode: true",
    "kernel_size: 2, stride: 3, padding: 1, ceil_mode: true", "kernel_size: 5, stride: 2, padding: same"} do
    local _, length = steps_of(attributes, "max 30")
    for t = 5, 30 do assert(length:eval(t) == steps_of(attributes, t), attributes .. " of " .. t) end
  end
end

return tests
