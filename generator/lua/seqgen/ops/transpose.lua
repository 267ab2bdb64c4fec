--- transpose: accepted for models that mirror PyTorch code.  Axes have names, so that nothing has to be moved.

local move = require "seqgen.move"

local function same_axes(order, axes)
  local a, b = {}, {table.unpack(axes)}
  for i = 1, #order do a[i] = order:sub(i, i) end
  table.sort(a)
  table.sort(b)
  return table.concat(a) == table.concat(b)
end

local function shape(node, inputs, cx)
  local x, order = inputs[1], node.attrs.order
  if not order then return move.same_shape(node, inputs) end
  if not same_axes(order, x.axes) then
    cx.diag:error {mark = node.marks.order or node.mark,
      message = string.format("layer '%s': `order` does not name its input's axes", node.name), found = "order: " .. order,
      expected = "each of " .. table.concat(x.axes, ", ") .. " once", fix = "leave `order` out: axes have names"}
    return nil
  end
  local axes = {}
  for i = 1, #order do axes[i] = order:sub(i, i) end
  return {{axes = axes, size = x.size, length = x.length, dtype = x.dtype}}
end

return {
  name = "transpose",
  summary = "moves nothing: axes have names, layouts are the compiler's",
  source = "https://pytorch.org/docs/1.13/generated/torch.transpose.html",
  attributes = {
    {name = "order", type = "axes", doc = "the axes' order from here on, as reshape takes elements; default: as before"},
  },
  inputs = {min = 1, max = 1, names = {"x"}},
  results = {"y"},
  sets_order = true,
  changes_nothing = true,
  shape = shape,
  view = function(_, x) return {stride = x.storage.stride} end,
  plan = move.plan_copy,
  template = "ops/move.c.tpl",
}
