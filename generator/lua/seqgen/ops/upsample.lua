--- upsample: T longer, each step repeated (nearest) or on straight lines between the steps (linear).
--
-- nearest  y[t] = x[floor(t / scale)]
-- linear   y[t] = x at ((t + 1/2) / scale - 1/2), not before the first; with align_corners t (T - 1) / (T' - 1)
-- Source   https://pytorch.org/docs/1.13/generated/torch.nn.Upsample.html

local elementwise = require "seqgen.elementwise"
local expr = require "seqgen.expr"
local move = require "seqgen.move"

local function needs_one(node, cx)
  cx.diag:error {mark = node.mark, message = string.format("layer '%s': upsample needs `scale_factor` or `size`", node.name),
    found = node.attrs.size and "both" or "neither", expected = "one of them",
    fix = node.attrs.size and "take one away" or "write `scale_factor: 2`"}
end

local function needs_whole(node, cx)
  cx.diag:error {mark = node.marks.scale_factor or node.mark,
    message = string.format("layer '%s': a variable T can be upsampled by a whole scale_factor only", node.name),
    found = "scale_factor: " .. node.attrs.scale_factor, expected = "an integer scale_factor, or a size",
    fix = "write `scale_factor: 2`, or give the input a fixed T"}
end

local function new_length(node, x, cx)
  local scale, size = node.attrs.scale_factor, node.attrs.size
  if (scale == nil) == (size == nil) then
    needs_one(node, cx)
    return nil
  end
  if size then return size end
  if not x.length then return math.floor(x.size.T * scale) end
  local whole = math.tointeger(scale)
  if not whole then
    needs_whole(node, cx)
    return nil
  end
  return x.size.T * whole, x.length:mul(whole)
end

local function check_corners(node, cx)
  if node.attrs.mode == "linear" or not node.attrs.align_corners then return true end
  cx.diag:error {mark = node.marks.align_corners or node.mark,
    message = string.format("layer '%s': `align_corners` is for lines between the steps", node.name),
    found = "align_corners: true with mode: " .. node.attrs.mode, expected = "mode: linear, or no align_corners",
    fix = "write `mode: linear`, or take `align_corners` away"}
end

local function shape(node, inputs, cx)
  local x = inputs[1]
  if not check_corners(node, cx) then return nil end
  if not move.has_axis(node, x, "T", cx, "from") or not elementwise.all_floats(node, inputs, cx) then return nil end
  local size, length = new_length(node, x, cx)
  if not size then return nil end
  return {{axes = x.axes, size = move.with_size(x.size, {T = size}), length = length}}
end

-- v as a fraction p / q of whole numbers, by its continued fraction: exact for what people write.
local function fraction(v)
  local p, q, last_p, last_q, rest = math.floor(v), 1, 1, 0, v
  while math.abs(p / q - v) > 1e-12 * v and rest ~= math.floor(rest) do
    rest = 1 / (rest - math.floor(rest))
    local digit = math.floor(rest)
    if digit * q + last_q > 1 << 24 then break end
    p, q, last_p, last_q = digit * p + last_p, digit * q + last_q, p, q
  end
  return p, q
end

-- Where step t of the result lies among the input's steps: C text `at` over `parts`, whole numbers, so that no rounding moves it.
-- The result has `ups` steps for `downs` of the input.
local function position(node, x, y)
  local a, ups, downs = node.attrs, y.size.T, x.size.T
  if a.scale_factor then ups, downs = fraction(a.scale_factor) end
  local wide = 2.0 * y.max.T * (a.scale_factor and downs or x.max.T) > 2 ^ 31 - 1
  local t, twice = wide and "(int64_t)t" or "t", wide and "(int64_t)2" or "2"
  local int = wide and "int64_t" or "int"
  if a.mode == "nearest" then return expr.mul(t, downs), ups, int end
  if not a.align_corners then
    return string.format("%s - %d", expr.mul("(" .. twice .. " * t + 1)", downs), ups), 2 * ups, int
  end
  local steps = expr.add(y.size.T, -1)
  local parts = expr.is_number(steps) and math.max(steps, 1) or string.format("%s > 0 ? %s : 1", steps, steps)
  return expr.mul(t, expr.add(x.size.T, -1)), parts, int
end

local function plan(node, inputs, outputs)
  local x, y = inputs[1], outputs[1]
  local at, parts, int = position(node, x, y)
  return {vars = {linear = node.attrs.mode == "linear", at = at, parts = parts, int = int, last = expr.add(x.size.T, -1)}}
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
