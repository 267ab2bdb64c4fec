--- pad: more elements before and behind an axis.
--
-- constant: `value`; reflect: mirrored without the edge (c b | a b c | b a); replicate: the edge again; circular: from
-- the other end.

local elementwise = require "seqgen.elementwise"
local expr = require "seqgen.expr"
local move = require "seqgen.move"

local function too_wide(node, size, most, cx)
  cx.diag:error {mark = node.marks.padding or node.mark,
    message = string.format("layer '%s': %s padding is wider than its input allows", node.name, node.attrs.mode),
    found = string.format("padding [%d, %d] on an axis of %d", node.attrs.padding[1], node.attrs.padding[2], size),
    expected = "at most " .. most, fix = "pad less, or use `mode: replicate`"}
end

local MOST = {reflect = function(n) return n - 1 end, circular = function(n) return n end}

local function shape(node, inputs, cx)
  local x, axis, p = inputs[1], node.attrs.axis, node.attrs.padding
  if not move.has_axis(node, x, axis, cx) then return nil end
  local most = MOST[node.attrs.mode] and MOST[node.attrs.mode](x.size[axis])
  if most and math.max(p[1], p[2]) > most then
    too_wide(node, x.size[axis], most, cx)
    return nil
  end
  local length = x.length
  if axis == "T" and length then
    length = length:add(p[1] + p[2])
    node.shortest = math.max(1, p[1], p[2]) + (node.attrs.mode == "reflect" and math.max(p[1], p[2]) > 0 and 1 or 0)
    if node.attrs.mode == "constant" or node.attrs.mode == "replicate" then node.shortest = 1 end
  end
  return {{axes = x.axes, size = move.with_size(x.size, {[axis] = x.size[axis] + p[1] + p[2]}), length = length, dtype = x.dtype}}
end

-- C text of the input's index for index `i` (C text) counted from the input's first element.
local INDEX = {
  constant = function(i) return i end,
  replicate = function(i, n) return string.format("%s < 0 ? 0 : %s < %s ? %s : %s - 1", i, i, n, i, n) end,
  reflect = function(i, n) return string.format("%s < 0 ? -(%s) : %s < %s ? %s : 2 * (%s - 1) - (%s)", i, i, i, n, i, n, i) end,
  circular = function(i, n) return string.format("%s < 0 ? %s + %s : %s < %s ? %s : %s - %s", i, i, n, i, n, i, i, n) end,
}

local function plan(node, inputs, outputs)
  local axis, x = node.attrs.axis, inputs[1]
  local i, n = tostring(expr.add(axis:lower(), -node.attrs.padding[1])), x.size[axis]
  local index = {[axis] = INDEX[node.attrs.mode](i, n)}
  local more = {}
  if node.attrs.mode == "constant" then
    more.guard = string.format("(%s >= 0 && %s < %s)", i, i, n)
    more.value = x.dtype == "i32" and string.format("%d", math.floor(node.attrs.value)) or elementwise.number(node.attrs.value)
  end
  return move.plan_parts {move.part(x, outputs[1], index, more)}
end

return {
  name = "pad",
  summary = "more elements before and behind an axis",
  source = "https://pytorch.org/docs/1.13/generated/torch.nn.functional.pad.html",
  attributes = {
    {name = "axis", type = "axis", default = "T", doc = "the axis"},
    {name = "padding", type = "integers", min = 0, count = 2, required = true, doc = "how many elements [before, after]"},
    {name = "mode", type = "choice", choices = {"constant", "reflect", "replicate", "circular"}, default = "constant",
      doc = "what the new elements are"},
    {name = "value", type = "number", default = 0, doc = "the new elements' value (mode constant)"},
  },
  inputs = {min = 1, max = 1, names = {"x"}},
  results = {"y"},
  shape = shape,
  stream = function(node)
    if node.attrs.axis == "T" then
      return "its result is longer than its chunk", "write `padding: causal` on the convolution behind it"
    end
  end,
  plan = plan,
  template = "ops/move.c.tpl",
}
