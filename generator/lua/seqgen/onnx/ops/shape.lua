--- onnx.ops.shape: other looks at the same numbers.  Only a merge of two axes becomes a layer (flatten); the rest costs nothing.

local axes = require "seqgen.onnx.axes"
local tensors = require "seqgen.onnx.tensors"

local function product(list)
  local n = 1
  for _, v in ipairs(list) do n = n * v end
  return n
end

-- The sizes that a Reshape asks for: 0 keeps the input's, -1 is what is left.
local function asked_size(cx, node, x)
  local size, rest, open = {}, 1, nil
  for i, v in ipairs(cx:integers(node, 2, "shape") or cx:fail(node, "it has no shape")) do
    if v == 0 and (node.attributes.allowzero or 0) == 0 then v = x.size[i] or 0 end
    size[i] = v
    if v == -1 then open = i else rest = rest * v end
  end
  if open then size[open] = rest > 0 and product(x.size) // rest or 0 end
  if product(size) ~= product(x.size) then
    cx:fail(node, string.format("[%s] elements can't become [%s]", table.concat(x.size, ", "), table.concat(size, ", ")))
  end
  return size
end

-- Groups of positions of `from` and `to` with equal products, in order: {from={i…}, to={j…}}.
local function groups_of(from, to)
  local groups, i, j = {}, 1, 1
  while i <= #from or j <= #to do
    local group = {from = {i}, to = {j}}
    local p, q = from[i] or 1, to[j] or 1
    if i > #from then group.from = {} end
    if j > #to then group.to = {} end
    i, j = i + #group.from, j + #group.to
    while p ~= q do
      if p < q and i <= #from then
        p, group.from[#group.from + 1], i = p * from[i], i, i + 1
      elseif j <= #to then
        q, group.to[#group.to + 1], j = q * to[j], j, j + 1
      else
        return nil
      end
    end
    groups[#groups + 1] = group
  end
  return groups
end

local function longer_than_one(positions, size)
  local list = {}
  for _, i in ipairs(positions) do
    if size[i] > 1 then list[#list + 1] = i end
  end
  return list
end

-- The directions of a recurrent layer and its units, side by side, are C as seqgen has it.
local function is_halves(x, merged)
  return x.halves and #merged == 2 and axes.root(x.cells[merged[1]]).label == "D" and axes.root(x.cells[merged[2]]).label == "C"
end

-- The cells of a group's result, and the positions of x that have to be flattened into one.
local function regroup(cx, node, x, group, size, cells)
  local many, one = longer_than_one(group.from, x.size), longer_than_one(group.to, size)
  if #one > 1 then cx:fail(node, "it splits an axis of " .. x.size[many[1] or 1] .. " in several", "seqgen has no name for the new axes") end
  local spare = {}
  for _, i in ipairs(group.from) do
    if x.size[i] == 1 then spare[#spare + 1] = x.cells[i] end
  end
  for _, j in ipairs(group.to) do
    if j == one[1] then cells[j] = #many == 1 and x.cells[many[1]] or axes.cell("C")
    else cells[j] = table.remove(spare, 1) or axes.cell() end
  end
  return #many > 1 and many or nil
end

local function reshape_to(cx, node, x, size)
  local cells, merged = {}, nil
  for _, group in ipairs(groups_of(x.size, size) or cx:fail(node, "it cuts across axes")) do
    local many = regroup(cx, node, x, group, size, cells)
    if many and merged then cx:fail(node, "it merges two pairs of axes at once") end
    merged = merged or many
  end
  if not merged then return cx:look(node, x, size, cells) end
  local y = cx:output(node, 1, size, cells, x.dtype)
  if is_halves(x, merged) then
    return cx:write(function() y.source, y.has = x.source, x.has end)
  end
  cx:write(function()
    local order = {}
    for k, i in ipairs(merged) do order[k] = cx:name_at(x, i) end
    local name = cx:layer(node, "flatten", {cx:source(node, x)}, {{"order", table.concat(order)}})
    local has = {"C"}
    for _, axis in ipairs(axes.names(x)) do
      if not table.concat(order):find(axis, 1, true) then has[#has + 1] = axis end
    end
    cx:set(y, name, has)
  end)
end

local function reshape(node, cx)
  local x = cx:tensor(node, 1)
  reshape_to(cx, node, x, asked_size(cx, node, x))
end

local function flatten(node, cx)
  local x, size = cx:tensor(node, 1), {1, 1}
  local axis = node.attributes.axis or 1
  for i, s in ipairs(x.size) do
    local at = i <= (axis < 0 and axis + #x.size or axis) and 1 or 2
    size[at] = size[at] * s
  end
  reshape_to(cx, node, x, size)
end

local function transpose(node, cx)
  local x, size, cells = cx:tensor(node, 1), {}, {}
  for i = 1, #x.size do
    local from = node.attributes.perm and node.attributes.perm[i] + 1 or #x.size + 1 - i
    if not x.size[from] then cx:fail(node, "its perm does not fit '" .. x.name .. "'") end
    size[i], cells[i] = x.size[from], x.cells[from]
  end
  cx:look(node, x, size, cells)
end

local function squeeze(node, cx)
  local x, gone, size, cells = cx:tensor(node, 1), {}, {}, {}
  local list = cx:integers(node, 2, "axes")
  for _, at in ipairs(list or {}) do gone[cx:axis(node, x, at)] = true end
  for i, s in ipairs(x.size) do
    if list and gone[i] and s ~= 1 then cx:fail(node, "it squeezes an axis of " .. s) end
    if list and not gone[i] or not list and s ~= 1 then size[#size + 1], cells[#cells + 1] = s, x.cells[i] end
  end
  local y_halves = x.halves
  cx:look(node, x, size, cells)
  for i in pairs(gone) do
    if y_halves and axes.root(x.cells[i]).label == "D" then cx.values[node.output[1]].halves = nil end
  end
end

local function unsqueeze(node, cx)
  local x, new = cx:tensor(node, 1), {}
  local list = cx:integers(node, 2, "axes") or cx:fail(node, "it has no axes")
  local rank, size, cells, at = #x.size + #list, {}, {}, 1
  for _, axis in ipairs(list) do new[(axis < 0 and axis + rank or axis) + 1] = true end
  for i = 1, rank do
    if new[i] then size[i], cells[i] = 1, axes.cell()
    else size[i], cells[i], at = x.size[at], x.cells[at], at + 1 end
  end
  cx:look(node, x, size, cells)
end

local function same(node, cx)
  local x = cx:input(node, 1) or cx:fail(node, "it has no input")
  if not x.cells then return cx:add(node.output[1], {size = x.size, tensor = x.tensor, ints = x.ints}) end
  cx:look(node, x, {table.unpack(x.size)}, x.cells)
end

local function cast(node, cx)
  local x, dtype = cx:tensor(node, 1), tensors.dtype(node.attributes.to) or cx:fail(node, "it casts to an unknown type")
  if node.attributes.to == 9 then cx:fail(node, "it casts to truth values") end
  if dtype == x.dtype then return same(node, cx) end
  cx:simple(node, "cast", {x}, cx:output(node, 1, {table.unpack(x.size)}, x.cells, dtype), {{"dtype", dtype}})
end

return {Reshape = reshape, Flatten = flatten, Transpose = transpose, Squeeze = squeeze, Unsqueeze = unsqueeze, Identity = same, Dropout = same,
  Cast = cast}
