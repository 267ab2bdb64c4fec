--- biquad: a recursive filter of second order over T, for each channel alone.
-- y[t] = b0 x[t] + b1 x[t-1] + b2 x[t-2] - a1 y[t-1] - a2 y[t-2], in the transposed direct form II.
-- Shapes   x N T C -> y N T C
-- State    in a stream two numbers for each row and channel; before the first step they are zero
-- Source   scipy.signal.lfilter(b, [1, a1, a2], x)

local tensor = require "tensor"

-- A number as a C float.
local function literal(v)
  local text = string.format("%.9g", v)
  return (text:find("[.e]") and text or text .. ".0") .. "f"
end

local function literals(list)
  local texts = {}
  for i, v in ipairs(list) do texts[i] = literal(v) end
  return texts
end

-- Poles inside the unit circle: |a2| < 1 and |a1| < 1 + a2.
local function is_stable(a)
  return math.abs(a[2]) < 1 and math.abs(a[1]) < 1 + a[2]
end

local function shape(node, inputs, cx)
  local x = inputs[1]
  if x.dtype ~= "f32" or not x.size.T then
    cx.diag:error {mark = node.mark, message = string.format("layer '%s': biquad filters floats over time", node.name),
      found = string.format("'%s' of type %s with the axes %s", x.name, x.dtype, table.concat(x.axes, ", ")),
      expected = "an f32 tensor with an axis T", fix = "let it read another tensor"}
    return nil
  end
  if not is_stable(node.attrs.a) then
    cx.diag:error {mark = node.marks.a, message = string.format("layer '%s': the filter is not stable", node.name),
      found = string.format("a1 = %g, a2 = %g", table.unpack(node.attrs.a)), expected = "|a2| < 1 and |a1| < 1 + a2",
      fix = "divide all coefficients by a0, and give a1 and a2 with the signs of scipy.signal"}
    return nil
  end
  return {{axes = x.axes, size = x.size, length = x.length}}
end

local function plan(node, inputs, _, cx)
  local x = inputs[1]
  local state = nil
  if cx.mode == "stream" then
    state = {{name = "memory", count = 2 * x.max.N * x.max.C, note = "[N][C][2]: s1, s2"}}
  end
  return {state = state, vars = {b = literals(node.attrs.b), a = literals(node.attrs.a)}}
end

-- The filter over `steps` numbers of `x` from index `first` on, in double precision.
local function filter(x, first, steps, b, a, y)
  for t = first, first + steps - 1 do
    local function before(list, k) return t - k >= first and list[t - k] or 0 end
    y[t] = b[1] * x[t] + b[2] * before(x, 1) + b[3] * before(x, 2) - a[1] * before(y, 1) - a[2] * before(y, 2)
  end
end

-- The order of axes that has T last, and the way back.
local function time_last(axes)
  local order, back = {}, {}
  for i, axis in ipairs(axes) do
    if axis ~= "T" then order[#order + 1] = i end
  end
  for i, axis in ipairs(axes) do
    if axis == "T" then order[#order + 1] = i end
  end
  for to, from in ipairs(order) do back[from] = to end
  return order, back
end

-- For `seqgen check` and `seqgen run`: from the definition, and so nothing like the template.
local function reference(node, inputs)
  local order, back = time_last(inputs[1].axes)
  local lines = inputs[1].tensor:permute(order)
  local size, x, y = lines:shape(), lines:list(), {}
  local steps = size[#size]
  for first = 1, #x, steps do filter(x, first, steps, node.attrs.b, node.attrs.a, y) end
  return tensor.new("f64", size, y):permute(back)
end

return {
  name = "biquad",
  summary = "a recursive filter of second order over T",
  source = "https://docs.scipy.org/doc/scipy/reference/generated/scipy.signal.lfilter.html",
  attributes = {
    {name = "b", type = "numbers", count = 3, required = true, doc = "b0, b1, b2, divided by a0"},
    {name = "a", type = "numbers", count = 2, required = true, doc = "a1, a2, divided by a0"},
  },
  inputs = {min = 1, max = 1, names = {"x"}},
  results = {"y"},
  remembers = true,                                  -- a recursive filter never forgets, strictly speaking
  shape = shape,
  macs = function(_, inputs) return 5 * inputs[1].size.T * (inputs[1].size.C or 1) * (inputs[1].size.N or 1) end,
  plan = plan,
  reference = reference,
  template = "biquad.c.tpl",
}
