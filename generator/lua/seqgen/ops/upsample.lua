--- upsample: T longer, each step repeated (nearest) or on straight lines between the steps (linear).
--
-- nearest  y[t] = x[floor(t / scale)]
-- linear   y[t] = x at ((t + 1/2) / scale - 1/2), not before the first; with align_corners t (T - 1) / (T' - 1)
-- Source   https://pytorch.org/docs/1.13/generated/torch.nn.Upsample.html

local elementwise = require "seqgen.elementwise"
local move = require "seqgen.move"

local function needs_one(node, cx)
  cx.diag:error {mark = node.mark, message = string.format("layer '%s': upsample needs `scale_factor` or `size`", node.name),
    found = node.attrs.size and "both" or "neither", expected = "one of them", fix = "write `scale_factor: 2`"}
end

local function needs_size(node, cx)
  cx.diag:error {mark = node.mark,
    message = string.format("layer '%s': a variable T can be upsampled by a whole scale_factor only", node.name),
    found = node.attrs.size and "size: " .. node.attrs.size or "scale_factor: " .. node.attrs.scale_factor,
    expected = "an integer scale_factor", fix = "write `scale_factor: 2`, or give the input a fixed T"}
end

local function new_length(node, x, cx)
  local scale, size = node.attrs.scale_factor, node.attrs.size
  if (scale == nil) == (size == nil) then
    needs_one(node, cx)
    return nil
  end
  if not x.length then return size or math.floor(x.size.T * scale) end
  local whole = scale and math.tointeger(scale)
  if not whole then
    needs_size(node, cx)
    return nil
  end
  return x.size.T * whole, x.length:mul(whole)
end

local function shape(node, inputs, cx)
  local x = inputs[1]
  if not move.has_axis(node, x, "T", cx, "from") or not elementwise.all_floats(node, inputs, cx) then return nil end
  local size, length = new_length(node, x, cx)
  if not size then return nil end
  return {{axes = x.axes, size = move.with_size(x.size, {T = size}), length = length}}
end

-- Steps of the input for one of the result, as PyTorch takes it: from scale_factor where that is given.
local function step(node, x, y)
  if node.attrs.scale_factor then return 1 / node.attrs.scale_factor end
  return x.max.T / y.max.T
end

local function plan(node, inputs, outputs)
  local x, y, a = inputs[1], outputs[1], node.attrs
  local vars = {linear = a.mode == "linear", align_corners = a.align_corners, step = elementwise.number(step(node, x, y))}
  local whole = a.scale_factor and math.tointeger(a.scale_factor)
  vars.nearest = whole and "t / " .. whole
    or a.size and string.format("(int)((long long)t * %d / %d)", x.max.T, a.size)
    or string.format("(int)((float)t * %s)", vars.step)
  return {vars = vars}
end

return {
  name = "upsample",
  summary = "T longer: steps repeated, or on straight lines between them",
  source = "https://pytorch.org/docs/1.13/generated/torch.nn.Upsample.html",
  attributes = {
    {name = "scale_factor", type = "number", above = 0, doc = "the result's T for one step of the input"},
    {name = "size", type = "integer", min = 1, doc = "the result's T; instead of scale_factor"},
    {name = "mode", type = "choice", choices = {"nearest", "linear"}, default = "nearest", doc = "how steps between are made"},
    {name = "align_corners", type = "boolean", default = false, doc = "linear: first and last step stay where they are"},
  },
  inputs = {min = 1, max = 1, names = {"x"}},
  results = {"y"},
  shape = shape,
  stream = function(node)
    if node.attrs.mode == "linear" then
      return "linear upsampling looks at the next step", "use `mode: nearest`, or conv_transpose1d with `padding: causal`"
    end
    if not node.attrs.scale_factor or not math.tointeger(node.attrs.scale_factor) then
      return "its result has no whole number of steps for each step", "write an integer `scale_factor`"
    end
  end,
  plan = plan,
  template = "ops/upsample.c.tpl",
}
