-- Element-wise operators: their C text stands alone, and their inputs are matched by the names of axes.

local elementwise = require "seqgen.elementwise"
local operators = require "seqgen.operators"
local passes = dofile(test_folder .. "/passes.lua")

local tests = {}

-- Values for attributes that have no default.
local ATTRIBUTES = {min = -1, max = 2.5}

local function attributes_of(op)
  local attrs = {}
  for _, a in ipairs(op.attributes) do
    if a.default ~= nil then attrs[a.name] = a.default else attrs[a.name] = ATTRIBUTES[a.name] end
  end
  return attrs
end

-- A name, a call, or something in one pair of parentheses: what needs none around it.
local function stands_alone(text)
  return text:find("^[%w_]*%b()$") ~= nil or text:find("^[%w_]+$") ~= nil
end

function tests.every_expression_stands_alone()
  for name, op in pairs(operators.load()) do
    if op.expression then
      local text = op.expression(attributes_of(op), "v", "w", "z")
      assert(stands_alone(text), name .. ": " .. text)
      assert(text:find("%f[%w]v%f[%W]"), name .. ": " .. text)
    end
  end
end

function tests.numbers_are_c_floats()
  assert(elementwise.number(3) == "3.0f")
  assert(elementwise.number(-0.5) == "-0.5f")
  assert(elementwise.number(1e30) == "1e+30f")
  assert(elementwise.number(0.1) == "0.1f")
end

local function result_of(first, second)
  local g = assert(passes.run("inputs:\n  a: " .. first .. "\n  b: " .. second
    .. "\nlayers:\n  - {op: add, name: y, from: [a, b]}\noutputs:\n  y: {from: y, layout: NTC}\n", "shape"))
  local y = passes.tensor(g, "y")
  return table.concat(y.axes), y.size
end

function tests.axes_are_joined_by_name()
  local axes, size = result_of("{layout: NC, shape: [2, 3]}", "{layout: TC, shape: [5, 3]}")
  assert(#axes == 3 and size.N == 2 and size.T == 5 and size.C == 3)
end

function tests.a_size_of_one_is_repeated()
  local axes, size = result_of("{layout: NTC, shape: [2, 5, 1]}", "{layout: NTC, shape: [1, 5, 3]}")
  assert(axes == "NTC" and size.N == 2 and size.T == 5 and size.C == 3)
end

function tests.inputs_that_lie_alike_are_walked_in_one_loop()
  local both = "{layout: NCT, shape: [2, 3, 5]}"
  local g = assert(passes.run("inputs:\n  a: " .. both .. "\n  b: " .. both
    .. "\nlayers:\n  - {op: add, name: y, from: [a, b]}\noutputs:\n  y: {from: y, layout: NCT}\n", "schedule"))
  assert(g.calls[1].plan.vars.flat == 30)
end

return tests
