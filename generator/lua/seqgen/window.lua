--- window: where the windows of a convolution over T lie.
--
-- Source   https://pytorch.org/docs/1.13/generated/torch.nn.Conv1d.html; `same` with a stride as
--          https://www.tensorflow.org/api_docs/python/tf/nn#notes_on_padding_2: ceil(T / stride) windows, the odd step behind
--
-- A window of a node: {kernel, stride, dilation, reach (from its first to its last tap), left, right (steps of padding;
-- numbers, or nil where they follow from T), pairs (whether windows 0 and 1, 2 and 3 and so on are worked on together)}.  Window t
-- begins at step t * stride - left.

local expr = require "seqgen.expr"

local window = {}

local function set_padding(w, padding)
  if padding == "same" then
    if w.stride > 1 then return end
    w.left = w.reach // 2
    w.right = w.reach - w.left
  elseif padding == "causal" then
    w.left, w.right = w.reach, 0
  elseif padding == "valid" then
    w.left, w.right = 0, 0
  elseif type(padding) == "table" then
    w.left, w.right = padding[1], padding[2]
  else
    w.left, w.right = padding, padding
  end
end

function window.of(attrs)
  local w = {kernel = attrs.kernel_size, stride = attrs.stride or 1, dilation = attrs.dilation or 1}
  w.reach = (w.kernel - 1) * w.dilation
  set_padding(w, attrs.padding or 0)
  return w
end

--- How many windows a T of `size` has, and as a length where T varies.
function window.count(w, size, length)
  if not w.left then
    return (size + w.stride - 1) // w.stride, length and length:add(w.stride - 1):div(w.stride)
  end
  local more = w.left + w.right - w.reach - 1
  return (size + more) // w.stride + 1, length and length:add(more):div(w.stride):add(1)
end

--- Left padding and its largest value, for a T of `size` steps (C text or a number) and `count` windows.
function window.left(w, size, count)
  if w.left then return w.left, w.left end
  if expr.is_number(size) then
    local left = math.max(0, (count - 1) * w.stride + w.reach + 1 - size) // 2
    return left, left
  end
  local total = string.format("(%s - 1) * %d + %d - %s", count, w.stride, w.reach + 1, size)
  return string.format("%s > 0 ? (%s) / 2 : 0", total, total), w.reach // 2
end

-- "2 j", "j" or nothing
local function times(n, letter)
  return n == 1 and letter or n .. " " .. letter
end

--- The step that tap j of window `letter` sees, as a comment says it; where `left` follows from T it is called `before`.
function window.step_text(w, left, letter)
  if not expr.is_number(left) then left = "before" end
  return times(w.stride, letter) .. (w.kernel > 1 and " + " .. times(w.dilation, "j") or "") .. (left ~= 0 and " - " .. left or "")
end

return window
