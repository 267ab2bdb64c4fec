--- affine: scale * x + offset, by numbers for all channels or one each.

local elementwise = require "seqgen.elementwise"
local tensor = require "tensor"

-- A list of numbers needs a channel for each.
local function fits(node, x, name, cx)
  local value, channels = node.attrs[name], x.size.C or 1
  if type(value) ~= "table" or #value == channels then return true end
  cx.diag:error {mark = node.marks[name] or node.mark,
    message = string.format("layer '%s': `%s` does not fit the channels", node.name, name),
    found = string.format("%d numbers, and C is %d", #value, channels), expected = "one number, or one for each channel",
    fix = string.format("list %d numbers", channels)}
  return false
end

local function shape(node, inputs, cx)
  local ok = fits(node, inputs[1], "scale", cx)
  if not (fits(node, inputs[1], "offset", cx) and ok) then return nil end
  return elementwise.same_shape(node, inputs, cx)
end

-- A number, or a list, as numbers for `count` channels.
local function spread(value, count)
  if type(value) == "table" then return tensor.new("f64", {#value}, value) end
  local list = {}
  for i = 1, count do list[i] = value end
  return tensor.new("f64", {count}, list)
end

local function scale_and_shift(node, channels)
  return spread(node.attrs.scale, channels), spread(node.attrs.offset, channels)
end

return elementwise.unary {
  name = "affine",
  summary = "scale * x + offset",
  source = "y = a x + b",
  attributes = {
    {name = "scale", type = "numbers", default = 1, doc = "the factor, or one for each channel"},
    {name = "offset", type = "numbers", default = 0, doc = "what is added, or one for each channel"},
  },
  shape = shape,
  scale_and_shift = scale_and_shift,
  operands = function(node)
    local scale, shift = scale_and_shift(node, 1)
    return {scale:to("f32", "inf"), shift:to("f32", "inf")}
  end,
  expression = function(_, v, scale, shift) return string.format("(%s * %s + %s)", v, scale, shift) end,
}
