--- flatten: all axes but N become one, C.
--
-- Which of two axes longer than one is slower can't be known, so `order` has to say it: PyTorch's flatten of
-- (N, C, T) is CT, of (N, T, C) TC.

local expr = require "seqgen.expr"
local move = require "seqgen.move"

local function merged(x)
  local long, all = {}, {}
  for _, axis in ipairs(x.axes) do
    if axis ~= "N" then
      all[#all + 1] = axis
      if x.size[axis] > 1 or axis == "T" and x.length then long[#long + 1] = axis end
    end
  end
  return long, all
end

local function same_set(order, long, all)
  local named = {}
  for i = 1, #order do named[order:sub(i, i)] = true end
  for _, axis in ipairs(long) do
    if not named[axis] then return false end
    named[axis] = nil
  end
  for _, axis in ipairs(all) do named[axis] = nil end
  return next(named) == nil
end

local function needs_order(node, long, all, cx)
  local order = node.attrs.order
  if not order and #long < 2 then return false end
  if order and same_set(order, long, all) then return false end
  local choices = table.concat(long) .. " or " .. table.concat(long):reverse()
  cx.diag:error {mark = node.marks.order or node.mark,
    message = order and string.format("layer '%s': `order` does not name the axes that merge", node.name)
      or string.format("layer '%s': flatten needs `order`: which of %s is slower when they merge", node.name,
        table.concat(long, " and ")),
    found = order and "order: " .. order or "no order",
    expected = "each of " .. table.concat(long, ", ") .. " once, slowest first",
    fix = string.format("write `order: %s` (PyTorch's flatten of N, C, T is CT, of N, T, C it is TC)",
      #long == 2 and choices or table.concat(long))}
  return true
end

local function variable(node, x, cx)
  cx.diag:error {mark = node.mark, message = string.format("layer '%s': flatten over T has no fixed size, because T varies", node.name),
    found = string.format("T of up to %d steps", x.size.T), expected = "a fixed T",
    fix = "use global_avg_pool, global_max_pool or last, or give the input a fixed T"}
end

local function shape(node, inputs, cx)
  local x = inputs[1]
  if x.size.T and x.length then
    variable(node, x, cx)
    return nil
  end
  local long, all = merged(x)
  if needs_order(node, long, all, cx) then return nil end
  local n = 1
  for _, axis in ipairs(all) do n = n * x.size[axis] end
  if x.size.N then return {{axes = {"N", "C"}, size = {N = x.size.N, C = n}, dtype = x.dtype}} end
  return {{axes = {"C"}, size = {C = n}, dtype = x.dtype}}
end

-- The merging axes, slowest first.
local function slowest_first(node, x)
  local long = merged(x)
  local order = node.attrs.order
  if not order then return long end
  local list, is_long = {}, {}
  for _, axis in ipairs(long) do is_long[axis] = true end
  for i = 1, #order do
    if is_long[order:sub(i, i)] then list[#list + 1] = order:sub(i, i) end
  end
  return list
end

-- Where the axes lie one inside the other already, the result is the same memory.
local function view(node, x)
  local stride, inner = x.storage.stride, nil
  local order = slowest_first(node, x)
  for i = #order, 1, -1 do
    local axis = order[i]
    if inner and stride[axis] ~= inner then return nil end
    if not expr.is_number(stride[axis]) then return nil end
    inner = stride[axis] * x.size[axis]
  end
  return {stride = {N = stride.N, C = #order > 0 and stride[order[#order]] or 1}}
end

local function plan(node, inputs, outputs)
  local x, y = inputs[1], outputs[1]
  local index = move.unravel(slowest_first(node, x.tensor), x.max, "c")
  for _, axis in ipairs {"D", "T", "C"} do index[axis] = index[axis] or "0" end
  return move.plan_parts {move.part(x, y, index)}
end

return {
  name = "flatten",
  summary = "all axes but N become one, C",
  source = "https://pytorch.org/docs/1.13/generated/torch.nn.Flatten.html",
  attributes = {
    {name = "order", type = "axes", doc = "the merging axes, slowest first; needed where two are longer than one"},
  },
  inputs = {min = 1, max = 1, names = {"x"}},
  results = {"y"},
  sets_order = true,
  shape = shape,
  stream = function(_, inputs)
    if inputs[1].size.T then
      return "flatten takes the whole sequence, of which a stream has one chunk",
        "let the layer behind work on each step (linear does), or use `mode: sequence`"
    end
  end,
  view = view,
  plan = plan,
  template = "ops/move.c.tpl",
}
