--- reshape: the same elements under other axes, in the order of the source's layout.

local move = require "seqgen.move"

local function count(size)
  local n = 1
  for _, k in pairs(size) do n = n * k end
  return n
end

local function wrong(node, x, found, expected, cx)
  cx.diag:error {mark = node.marks.shape or node.mark,
    message = string.format("layer '%s': the result's shape does not hold its input's elements", node.name), found = found,
    expected = expected, fix = string.format("give sizes whose product is %d", count(x.size))}
end

local function all_positive(sizes)
  for _, n in ipairs(sizes) do
    if n < 1 then return false end
  end
  return true
end

-- The sizes as given, a -1 among them replaced by what is left of the input's elements.
local function complete(sizes, total)
  local list, unknown, known = {}, nil, 1
  for i, n in ipairs(type(sizes) == "number" and {sizes} or sizes) do
    list[i] = n
    if n == -1 and not unknown then unknown = i else known = known * n end
  end
  if unknown and known > 0 and total % known == 0 then list[unknown] = total // known end
  return list
end

local function shape(node, inputs, cx)
  local x, layout = inputs[1], node.attrs.layout
  local sizes = complete(node.attrs.shape, count(x.size))
  if x.length then
    cx.diag:error {mark = node.mark, message = string.format("layer '%s': a tensor of variable T can't be reshaped", node.name),
      found = string.format("T of up to %d steps", x.size.T), expected = "a fixed T",
      fix = "use global_avg_pool, global_max_pool or last, or give the input a fixed T"}
    return nil
  end
  if #sizes ~= #layout then
    wrong(node, x, string.format("layout %s with %d sizes", layout, #sizes), "a size for each axis of the layout", cx)
    return nil
  end
  local axes, size = {}, {}
  for i = 1, #layout do
    axes[i] = layout:sub(i, i)
    size[axes[i]] = sizes[i]
  end
  if count(size) ~= count(x.size) or not all_positive(sizes) then
    local held = all_positive(sizes) and string.format(", %d elements", count(size)) or ""
    wrong(node, x, string.format("[%s]%s", table.concat(sizes, ", "), held),
      string.format("%d elements, as '%s' has", count(x.size), x.name), cx)
    return nil
  end
  node.source_axes = x.axes      -- kept here: a layer before that only turns axes round may be taken out
  return {{axes = axes, size = size, dtype = x.dtype}}
end

-- Both shapes walk one row-major order; that order is a plain run of memory where x is stored so.
local function view(node, x, y)
  local expected = 1
  for i = #node.source_axes, 1, -1 do
    local axis = node.source_axes[i]
    if x.size[axis] > 1 and x.storage.stride[axis] ~= expected then return nil end
    expected = expected * x.size[axis]
  end
  local stride, n = {}, 1
  for i = #y.axes, 1, -1 do
    stride[y.axes[i]] = n
    n = n * y.size[y.axes[i]]
  end
  return {stride = stride}
end

-- The row-major position of an element of y as C text over its loop variables.
local function position(y)
  local terms, n = {}, 1
  for i = #y.axes, 1, -1 do
    local axis = y.axes[i]
    if y.max[axis] > 1 then
      table.insert(terms, 1, n == 1 and axis:lower() or string.format("%s * %d", axis:lower(), n))
    end
    n = n * y.max[axis]
  end
  return #terms > 0 and "(" .. table.concat(terms, " + ") .. ")" or "0"
end

local function plan(node, inputs, outputs)
  local x, y = inputs[1], outputs[1]
  return move.plan_parts {move.part(x, y, move.unravel(node.source_axes, x.max, position(y)))}
end

return {
  name = "reshape",
  summary = "the same elements under other axes, in the order of the source's layout",
  source = "https://pytorch.org/docs/1.13/generated/torch.reshape.html",
  attributes = {
    {name = "layout", type = "axes", required = true, doc = "the result's axes, slowest first"},
    {name = "shape", type = "integers", min = -1, required = true, doc = "the result's sizes; one may be -1: what is left"},
  },
  inputs = {min = 1, max = 1, names = {"x"}},
  results = {"y"},
  sets_order = true,
  shape = shape,
  stream = function(node, inputs)
    if inputs[1].size.T or node.attrs.layout:find "T" then
      return "reshape mixes the steps of a chunk", "take it out, or use `mode: sequence`"
    end
  end,
  view = view,
  plan = plan,
  template = "ops/move.c.tpl",
}
