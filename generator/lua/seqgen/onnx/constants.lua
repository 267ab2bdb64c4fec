--- onnx.constants: what a graph computes from fixed numbers alone: shapes put together, states of zeros.
--
-- `constants.fold(node, cx)` gives the node's output as a constant, or nil where the graph has to compute it.

local tensor = require "tensor"
local tensors = require "seqgen.onnx.tensors"

local constants = {}

local MOST = 1 << 24      -- numbers of a constant that the graph makes: states of zeros are far smaller

local function count_of(size, node, cx)
  local n = 1
  for _, s in ipairs(size) do
    n = n * s
    if s < 0 or n > MOST then cx:fail(node, "it makes a constant of [" .. table.concat(size, ", ") .. "] numbers") end
  end
  return n
end

local function filled(n, value)
  local list = {}
  for i = 1, n do list[i] = value end
  return list
end

local fold = {}

function fold.Constant(node, cx)
  local a = node.attributes
  if a.value_int then return {size = {}, ints = {a.value_int}} end
  if a.value_ints then return {size = {#a.value_ints}, ints = a.value_ints} end
  if a.value_float then return {size = {}, tensor = tensor.new("f32", {}, {a.value_float})} end
  if a.value_floats then return {size = {#a.value_floats}, tensor = tensor.new("f32", {#a.value_floats}, a.value_floats)} end
  local value, problem, fix = tensors.read(a.value or cx:fail(node, "it has no value"))
  return value or cx:fail(node, problem, fix)
end

function fold.Shape(node, cx)
  local size = cx:input(node, 1).size
  local from, to = node.attributes.start or 0, node.attributes["end"] or #size
  local list = table.move(size, (from < 0 and from + #size or from) + 1, to < 0 and to + #size or to, 1, {})
  return {size = {#list}, ints = list}
end

function fold.ConstantOfShape(node, cx)
  local size, value = cx:integers(node, 1), node.attributes.value and tensors.read(node.attributes.value)
  local n = count_of(size, node, cx)
  if value and value.ints then return {size = size, ints = filled(n, value.ints[1])} end
  if not value or value.tensor:at(0) == 0 then return {size = size, tensor = tensor.zeros("f32", size)} end
  return {size = size, tensor = tensor.new("f32", size, filled(n, value.tensor:at(0)))}
end

function fold.Expand(node, cx)
  local x, size = cx:input(node, 1), cx:integers(node, 2)
  if not x.tensor then return nil end
  count_of(size, node, cx)
  return {size = size, tensor = tensor.zeros("f32", size):add(x.tensor):to("f32")}
end

function fold.Gather(node, cx)
  local x, index = cx:input(node, 1), cx:input(node, 2)
  if not x.ints or not index.ints then return nil end
  local list = {}
  for i, at in ipairs(index.ints) do list[i] = x.ints[(at < 0 and at + #x.ints or at) + 1] or cx:fail(node, "it looks past the end") end
  return {size = index.size, ints = list}
end

function fold.Concat(node, cx)
  local list = {}
  for i = 1, #node.input do table.move(cx:input(node, i).ints, 1, #cx:input(node, i).ints, #list + 1, list) end
  return {size = {#list}, ints = list}
end

-- Integers as a tensor and back, for what moves them.
local function as_tensor(value)
  return tensor.new("i32", value.size, value.ints)
end

local function from_tensor(t)
  return {size = t:shape(), ints = t:reshape({t:count()}):list()}
end

function fold.Slice(node, cx)
  local x, starts, ends = cx:input(node, 1), cx:integers(node, 2, "starts"), cx:integers(node, 3, "ends")
  local places, steps, t = cx:integers(node, 4, "axes") or {0}, cx:integers(node, 5) or {1}, as_tensor(x)
  if #starts ~= 1 then return nil end
  local axis = cx:axis(node, x, places[1])
  local size = x.size[axis]
  if steps[1] == -1 and ends[1] < -size then return from_tensor(t:flip(axis)) end
  if steps[1] ~= 1 then return nil end
  local from = math.max(0, starts[1] < 0 and starts[1] + size or starts[1])
  local to = math.min(size, ends[1] < 0 and ends[1] + size or ends[1])
  return from_tensor(t:slice(axis, from, math.max(0, to - from)))
end

function fold.Transpose(node, cx)
  local x, order = cx:input(node, 1), {}
  for i = 1, #x.size do order[i] = node.attributes.perm and node.attributes.perm[i] + 1 or #x.size + 1 - i end
  return from_tensor(as_tensor(x):permute(order))
end

function fold.Reshape(node, cx)
  local x, size, rest, open = cx:input(node, 1), {}, 1, nil
  for i, v in ipairs(cx:integers(node, 2)) do
    size[i] = v
    if v == -1 then open = i else rest = rest * v end
  end
  if open then size[open] = #x.ints // math.max(1, rest) end
  return {size = size, ints = x.ints}
end

local function same_numbers(node, cx)
  local x = cx:input(node, 1)
  return {size = node.op_type == "Unsqueeze" and {#x.ints} or node.op_type == "Squeeze" and {} or x.size, ints = x.ints}
end
fold.Unsqueeze, fold.Squeeze, fold.Cast, fold.Identity = same_numbers, same_numbers, same_numbers, same_numbers

local COMPUTE = {
  Add = function(a, b) return a + b end, Sub = function(a, b) return a - b end, Mul = function(a, b) return a * b end,
  Div = function(a, b) return b ~= 0 and a // b or nil end,
}

for op, compute in pairs(COMPUTE) do
  fold[op] = function(node, cx)
    local a, b, list = cx:input(node, 1), cx:input(node, 2), {}
    for i = 1, math.max(#a.ints, #b.ints) do
      list[i] = compute(a.ints[#a.ints > 1 and i or 1], b.ints[#b.ints > 1 and i or 1]) or cx:fail(node, "it divides by zero")
    end
    return {size = #a.ints > 1 and a.size or b.size, ints = list}
  end
end

-- These look at their inputs' sizes or kinds themselves.
local ANY_INPUT = {Constant = true, Shape = true, Expand = true, Gather = true}

local function are_integers(node, cx)
  for i = 1, #node.input do
    local value = cx:input(node, i)
    if value and not value.ints then return false end
  end
  return #node.input > 0
end

function constants.fold(node, cx)
  local compute = fold[node.op_type]
  if compute and (ANY_INPUT[node.op_type] or are_integers(node, cx)) then return compute(node, cx) end
end

return constants
