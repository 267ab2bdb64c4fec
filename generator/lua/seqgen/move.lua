--- move: helpers of the operators that only move elements (slice, pad, concat, …).
--
-- Such an operator says, per axis, at which index of the input an element of the result lies; templates/ops/move.c.tpl
-- walks the result in the order in which it is stored.

local expr = require "seqgen.expr"
local index_text = require "seqgen.index_text"
local tables = require "seqgen.tables"

local move = {}

local LETTERS = {D = "d", N = "n", T = "t", C = "c"}

--- The result has the input's shape.
function move.same_shape(_, inputs)
  local x = inputs[1]
  return {{axes = x.axes, size = x.size, length = x.length, dtype = x.dtype}}
end

--- A copy of a size table with some axes replaced; `false` takes an axis away.
function move.with_size(size, changes)
  local result = tables.copy(size)
  for axis, n in pairs(changes) do result[axis] = n or nil end
  return result
end

--- A list of axes without one.
function move.without(axes, axis)
  local result = {}
  for _, a in ipairs(axes) do
    if a ~= axis then result[#result + 1] = a end
  end
  return result
end

--- Reports that the input lacks the axis that `attribute` names; true if it has it.
function move.has_axis(node, x, axis, cx, attribute)
  if x.size[axis] then return true end
  cx.diag:error {mark = node.marks[attribute or "axis"] or node.mark,
    message = string.format("layer '%s': its input has no axis %s", node.name, axis),
    found = string.format("'%s' with the axes %s", x.name, table.concat(x.axes, ", ")),
    expected = "one of them", fix = string.format("write `%s: %s`", attribute or "axis", x.axes[#x.axes] or "C")}
  return false
end

--- Where the element at the row-major position `text` (C) lies: axis → C text, for axes (slowest first) of these sizes.
function move.unravel(axes, size, text)
  local index, rest = {}, 1
  for i = #axes, 1, -1 do
    local axis = axes[i]
    local part = rest == 1 and text or string.format("%s / %d", text, rest)
    index[axis] = i > 1 and string.format("%s %% %d", part, size[axis]) or part
    rest = rest * size[axis]
  end
  return index
end

-- The loop variables, with some axes' indices replaced.
local function with_loops(index)
  local at = {}
  for axis, letter in pairs(LETTERS) do at[axis] = index[axis] or letter end
  return at
end

-- Loops over a view's elements in the order in which they are stored; an axis of size 1 needs none unless its index is
-- named.
local function loops_of(view, index, at)
  local order, list = {table.unpack(view.axes)}, {}
  local rank = {}
  for i, axis in ipairs(view.order) do rank[axis] = i end
  table.sort(order, function(a, b) return (rank[a] or 0) < (rank[b] or 0) end)
  for _, axis in ipairs(order) do
    if view.max[axis] > 1 or index[axis] or at[axis] then list[#list + 1] = {var = LETTERS[axis], size = view.size[axis]} end
  end
  return list
end

--- One part of a move: y[…] = x[…], the result walked.  index: axis → C text of the input's index, over the loop
-- variables d, n, t, c; at: the same for the result (concat).  `guard`: C text that is true where the input has the
-- element, else `value` is stored.
function move.part(x, y, index, more)
  index, more = index or {}, more or {}
  local at = more.at or {}
  return {loops = loops_of(more.over or y, index, at), from = index_text.element(x, with_loops(index)),
    to = index_text.element(y, with_loops(at)), guard = more.guard,
    value = more.value}
end

--- The plan of an operator that moves the parts.
function move.plan_parts(parts)
  return {vars = {parts = parts}}
end

--- The plan of a plain copy.
function move.plan_copy(_, inputs, outputs)
  return move.plan_parts {move.part(inputs[1], outputs[1])}
end

--- Why an operator that needs all of T can't stream; nil where it works on another axis.
function move.not_over_time(axis, what)
  if axis == "T" then
    return what .. " needs the whole sequence, of which a stream has one chunk",
      "take it out of the model, or use `mode: sequence`"
  end
end

--- An index that may count from the end, as a number or, where T varies, as C text.
function move.from_end(i, size)
  if i >= 0 then return i end
  return expr.add(size, i)
end

return move
