--- conv_shape: what conv1d and conv_transpose1d ask of their input, and how other frameworks store their weights.

local counted = require "seqgen.counted"
local elementwise = require "seqgen.elementwise"
local tables = require "seqgen.tables"

local conv_shape = {}

local LARGEST = 2147483647

local function lacks_axis(node, x, axis, what, cx)
  cx.diag:error {mark = node.mark, message = string.format("layer '%s': its input has no axis %s", node.name, axis),
    found = string.format("'%s' with the axes %s", x.name, table.concat(x.axes, ", ")),
    expected = string.format("T, the axis that %s slides along, and C, its channels", node.op), fix = what}
  return false
end

local function not_divided(node, attribute, what, n, cx)
  local groups = node.attrs.groups
  cx.diag:error {mark = node.marks.groups or node.mark,
    message = string.format("layer '%s': its groups do not divide its %ss", node.name, what),
    found = string.format("%s in %d groups", counted(n, what), groups), expected = "as many channels in each group",
    fix = string.format("change `groups` or %s", attribute)}
  return false
end

--- Places of taps, and of padding before and behind T, are `int` in the generated C: do they fit?
function conv_shape.check_reach(node, x, cx)
  local a, dilation = node.attrs, node.attrs.dilation or 1
  local reach = (a.kernel_size - 1) * dilation
  if 2 * (x.size.T + reach) < LARGEST then return true end
  cx.diag:error {mark = node.marks.dilation or node.marks.kernel_size or node.mark,
    message = string.format("layer '%s': its kernel reaches too far", node.name),
    found = string.format("kernel_size %d and dilation %d: %d steps, on a T of %d", a.kernel_size, dilation, reach + 1, x.size.T),
    expected = "steps that an int can count", fix = "use a smaller dilation"}
  return false
end

--- Has x the type and the axes, and do the groups fit?
function conv_shape.check(node, x, cx)
  if not elementwise.all_floats(node, {x}, cx) then return false end
  if not x.size.T then return lacks_axis(node, x, "T", "put `unsqueeze` with `axis: T` before it", cx) end
  if not x.size.C then return lacks_axis(node, x, "C", "put `unsqueeze` with `axis: C` before it", cx) end
  local a = node.attrs
  if x.size.C % a.groups ~= 0 then
    return not_divided(node, string.format("the C of '%s'", x.name), "input channel", x.size.C, cx)
  end
  if a.out_channels % a.groups ~= 0 then return not_divided(node, "`out_channels`", "output channel", a.out_channels, cx) end
  return conv_shape.check_reach(node, x, cx)
end

local SPARE = {reflect = 1, circular = 0}      -- steps that T needs beyond the padding

--- Is T long enough for what the padding repeats?  The shortest T goes into node.shortest where T varies.
function conv_shape.check_mode(node, x, w, cx)
  local spare = SPARE[node.attrs.padding_mode]
  if not spare then return true end
  local wide = w.left and math.max(w.left, w.right) or w.reach // 2 + 1
  if wide == 0 then return true end
  if x.length then node.shortest = wide + spare end
  if x.size.T >= wide + spare then return true end
  cx.diag:error {mark = node.marks.padding or node.mark,
    message = string.format("layer '%s': its %s padding is wider than its input allows", node.name, node.attrs.padding_mode),
    found = string.format("padding of %d on a T of %d", wide, x.size.T),
    expected = string.format("at most %d", x.size.T - spare), fix = "pad less, or use `padding_mode: replicate`"}
  return false
end

--- The result's shape: x's with other T and C.
function conv_shape.result(x, steps, length, channels)
  local size = tables.copy(x.size)
  size.T, size.C = steps, channels
  return {axes = x.axes, size = size, length = length}
end

--- A convention that differs from PyTorch's in names and in the weight's axes: axis i of its weight is axis order[i] of ours.
function conv_shape.convention(weights, weight, bias, order, axes)
  return {
    stored = function(node, inputs)
      local list = weights(node, inputs)
      local s = list[1].shape
      list[1] = {name = weight, shape = {s[order[1]], s[order[2]], s[order[3]]}, axes = axes}
      if list[2] then list[2].name = bias end
      return list
    end,
    canonical = function(_, _, stored)
      local back = {}
      for i, axis in ipairs(order) do back[axis] = i end
      return {weight = stored[weight]:permute(back), bias = stored[bias]}
    end,
  }
end

return conv_shape
