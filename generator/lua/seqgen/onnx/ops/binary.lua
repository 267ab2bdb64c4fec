--- onnx.ops.binary: arithmetic of tensors, which broadcast from their last axes, and of a tensor and a constant.

local function size_at(value, from_end)
  return value.size[#value.size - from_end] or 1
end

-- Sizes and cells of what two tensors give: aligned at their ends, an axis of size 1 stretches.
local function broadcast(cx, node, a, b)
  local size, cells, rank = {}, {}, math.max(#a.size, #b.size)
  for back = rank - 1, 0, -1 do
    local p, q = a.cells[#a.size - back], b.cells[#b.size - back]
    local m, n = size_at(a, back), size_at(b, back)
    if m ~= n and m ~= 1 and n ~= 1 then cx:fail(node, string.format("sizes %d and %d do not broadcast", m, n)) end
    if p and q then cx:join(node, p, q) end
    size[#size + 1], cells[#cells + 1] = m > n and m or n, p or q
  end
  return size, cells
end

local function of_tensors(cx, node, op, a, b)
  local size, cells = broadcast(cx, node, a, b)
  return cx:simple(node, op, {a, b}, cx:output(node, 1, size, cells, a.dtype))
end

-- Where a constant has more than one number, they lie along one axis of x: the channels.
local function channel_axis(cx, node, x, constant)
  local axis
  for back = 0, #constant.size - 1 do
    if size_at(constant, back) > 1 then
      if axis or not x.cells[#x.size - back] then cx:fail(node, "the constant '" .. constant.name .. "' has more axes than the channels") end
      axis = #x.size - back
    end
  end
  return axis
end

local function numbers_of(cx, node, x, constant)
  local axis = channel_axis(cx, node, x, constant)
  local flat = constant.tensor and constant.tensor:reshape({constant.tensor:count()}):list() or constant.ints
  if not axis then return flat[1] end
  if #flat ~= x.size[axis] then cx:fail(node, string.format("%d numbers for an axis of %d", #flat, x.size[axis])) end
  cx:label_cell(node, x, axis, "C")
  return flat
end

local function each(v, fn)
  if type(v) ~= "table" then return fn(v) end
  local list = {}
  for i, item in ipairs(v) do list[i] = fn(item) end
  return list
end

-- x with a constant, which stands second unless `swapped`, as affine's scale and offset.
local AFFINE = {
  Add = function(v) return 1, v end,
  Sub = function(v, swapped) if swapped then return -1, v end return 1, each(v, function(c) return -c end) end,
  Mul = function(v) return v, 0 end,
  Div = function(v, swapped) if not swapped then return each(v, function(c) return 1 / c end), 0 end end,
}

local function with_constant(cx, node, x, constant, swapped)
  local give = AFFINE[node.op_type]
  local scale, offset = nil, nil
  if give then scale, offset = give(numbers_of(cx, node, x, constant), swapped) end
  if not scale then cx:fail(node, "a constant '" .. constant.name .. "' stands here, where a tensor of the graph is expected") end
  cx:simple(node, "affine", {x}, cx:like(node, x), {{"scale", scale}, {"offset", offset}})
end

local function binary(op)
  return function(node, cx)
    local a, b = cx:input(node, 1), cx:input(node, 2)
    if not a or not b then cx:fail(node, "it lacks an input") end
    if not b.cells then return with_constant(cx, node, cx:tensor(node, 1), b, false) end
    if not a.cells then return with_constant(cx, node, b, a, true) end
    of_tensors(cx, node, op, a, b)
  end
end

-- Max, Min and Sum of any number of tensors of one shape.
local function many(op)
  return function(node, cx)
    local xs = {}
    for i = 1, #node.input do xs[i] = cx:tensor(node, i) end
    if #xs == 2 then return of_tensors(cx, node, op, xs[1], xs[2]) end
    local size, cells = {table.unpack(xs[1].size)}, xs[1].cells
    for i = 2, #xs do size, cells = broadcast(cx, node, {size = size, cells = cells}, xs[i]) end
    cx:simple(node, op, xs, cx:output(node, 1, size, cells))
  end
end

return {Add = binary "add", Sub = binary "sub", Mul = binary "mul", Div = binary "div", Max = many "maximum", Min = many "minimum",
  Sum = many "add"}
