--- pool: windows of kernel_size steps over T, for max_pool1d, avg_pool1d and var_pool1d.
--
-- Padding, ceil_mode and count_include_pad as PyTorch 1.13: with ceil_mode a last window may reach past the end but has to
-- begin in the input or the padding before it; what it averages over ends with the padding behind.
-- In a stream, windows that overlap the chunk's start (`padding: causal`) take the steps from a context that is kept.

local conv_shape = require "seqgen.conv_shape"
local counted = require "seqgen.counted"
local elementwise = require "seqgen.elementwise"
local expr = require "seqgen.expr"
local move = require "seqgen.move"
local reduce = require "seqgen.reduce"
local tables = require "seqgen.tables"
local vector_text = require "seqgen.vector_text"
local walk = require "seqgen.walk"

local pool = {}

-- {kernel, stride, dilation, reach (steps of a window), left, right}; left and right are nil for `same`.
local function window_of(node)
  local a = node.attrs
  local w = {kernel = a.kernel_size, stride = a.stride or a.kernel_size, dilation = a.dilation or 1, ceil = a.ceil_mode}
  w.reach = (w.kernel - 1) * w.dilation + 1
  if type(a.padding) == "table" then w.left, w.right = a.padding[1], a.padding[2]
  elseif a.padding == "causal" then w.left, w.right = w.reach - 1, 0
  elseif a.padding == "valid" then w.left, w.right = 0, 0
  elseif a.padding ~= "same" then w.left, w.right = a.padding, a.padding end
  return w
end

-- How many windows there are is (T + add) // stride.
local function windows(w)
  if not w.left then return w.stride - 1 end
  local room = w.left + w.right - w.reach + w.stride
  return w.ceil and w.left + math.min(room - w.left, 0) + w.stride - 1 or room
end

local function too_much_padding(node, w, cx)
  if type(node.attrs.padding) == "string" then return false end
  local most = w.kernel // 2
  if w.left <= most and w.right <= most then return false end
  cx.diag:error {mark = node.marks.padding or node.mark,
    message = string.format("layer '%s': the padding is more than half of the window", node.name),
    found = string.format("padding %d and %d, kernel_size %d", w.left, w.right, w.kernel),
    expected = string.format("at most %d on each side, as PyTorch", most),
    fix = "use less padding, `padding: same`, or a `pad` layer before it"}
  return true
end

local function shape(node, inputs, cx)
  local x, w = inputs[1], window_of(node)
  if not elementwise.all_floats(node, inputs, cx) or not move.has_axis(node, x, "T", cx, "from") then return nil end
  if too_much_padding(node, w, cx) or not conv_shape.check_reach(node, x, cx) then return nil end
  local add = windows(w)
  local steps = (x.size.T + add) // w.stride
  return {{axes = x.axes, size = move.with_size(x.size, {T = steps}), length = x.length and x.length:add(add):div(w.stride)}}
end

local function stream(node)
  local w = window_of(node)
  if node.attrs.padding == "causal" then
    if not w.ceil or w.stride == 1 or w.reach == 1 then return nil end
    return "with ceil_mode a last window begins before the chunk's end and reaches past it", "take `ceil_mode` away"
  end
  if w.left ~= 0 or w.right ~= 0 then
    return "its padding reaches past the chunk", "write `padding: causal`, whose windows end at the step itself"
  end
  if w.reach > w.stride then
    return string.format("its windows overlap, so the first %s would have none", counted(w.reach - 1, "step")),
      string.format("write `padding: causal`; the first %s then warm-up, over fewer values", counted(w.reach - 1, "step", "is", "are"))
  end
end

-- ---- The context of a stream: the last `left` steps before the chunk, [N][left][C], and how many of them are real -------

local function context_view(x, left)
  local channels, rows = x.max.C, x.max.N * x.max.D
  return {ptr = "context", max = {D = x.max.D, N = x.max.N, T = left, C = channels},
    stride = {D = x.max.N * left * channels, N = left * channels, T = channels, C = 1}}, rows * left * channels
end

local function place_behind(at, index, left)
  local moved = tables.copy(at)
  moved.T = index .. " + " .. left
  return moved
end

local function add_context(plan, x, w)
  local view, count = context_view(x, w.left)
  plan.vars.kept_loops = walk.loops({order = {"D", "N", "T", "C"}, max = view.max, size = view.max}, {})
  plan.state = {{name = "context", count = count, note = "the last steps before the chunk"},
    {name = "seen", count = 1, note = "how many of them there have been"}}
  plan.vars.kept, plan.vars.context_view = w.left, view
  plan.vars.context = function(index, text, at)
    local kept = vector_text.load(view, place_behind(at, tostring(index), w.left))
    return string.format("(%s < 0 ? %s : %s)", index, kept, text)
  end
  return plan
end

-- ---- Plan -----------------------------------------------------------------------------------------

-- C lines that say where window t begins and ends, and over how many steps its mean is taken.
local function window_lines(node, x, y, w, streams)
  local lines, steps = {}, x.size.T
  local function line(...) lines[#lines + 1] = string.format(...) end
  local left = w.left
  if not left then                       -- same: as TensorFlow, the odd step of padding behind
    line("const int all = %s - %s;", expr.add(expr.mul(y.size.T, w.stride), w.reach - w.stride), steps)
    line("const int left = all > 0 ? all / 2 : 0;")
    left = "left"
  end
  local right = w.right or "(all > 0 ? all - left : 0)"
  local first = expr.mul("t", w.stride)
  line("const int first = %s;", left == 0 and first or first .. " - " .. left)
  line("const int end = first + %d;", w.reach)
  local padded = node.attrs.count_include_pad
  if padded then
    local last = expr.add(steps, right)
    line("const int padded = (end < %s ? end : %s) - first;", last, last)
  end
  local low = streams and "-(int)seen[0]" or "0"
  if w.dilation == 1 then
    line("const int from = first < %s ? %s : first;", low, low)
  else
    line("const int from = first < %s ? first + (%s - first + %d) / %d * %d : first;", low, low, w.dilation - 1, w.dilation, w.dilation)
  end
  line("const int to = end < %s ? end : %s;", steps, steps)
  return lines, padded and "padded" or "to - from"
end

local function plan(node, inputs, outputs, cx, kind)
  local x, y, w = inputs[1], outputs[1], window_of(node)
  local streams = cx.mode == "stream" and w.left > 0
  local lines, count = window_lines(node, x, y, w, streams)
  local made = reduce.plan(x, y, "T", {kind = kind, from = "from", to = "to", step = w.dilation, count = count, lines = lines})
  return streams and add_context(made, x, w) or made
end

local KERNEL = {name = "kernel_size", type = "integer", min = 1, required = true, doc = "steps of a window"}
local PADDING = {name = "padding", type = "padding", default = 0,
  doc = "steps before and behind that count as nothing; causal: a window ends at the step itself"}

--- An operator over windows; `more`: attributes beside kernel_size, stride and padding.
function pool.operator(op, kind, stride, more)
  op.attributes = {KERNEL, stride, PADDING, table.unpack(more)}
  op.inputs = {min = 1, max = 1, names = {"x"}}
  op.results = {"y"}
  op.shape = shape
  op.stream = stream
  op.plan = function(node, inputs, outputs, cx) return plan(node, inputs, outputs, cx, kind) end
  op.template = "ops/window.c.tpl"
  op.fuses = true
  return op
end

pool.STRIDE = {name = "stride", type = "integer", min = 1, doc = "steps from one window to the next; default: kernel_size"}
pool.CEIL_MODE = {name = "ceil_mode", type = "boolean", default = false, doc = "a last window that reaches past the end counts too"}

return pool
