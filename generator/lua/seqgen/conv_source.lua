--- conv_source: where a convolution's template finds the steps that its windows cover.
--
--   direct   x itself, as it lies: nothing is padded
--   padded   a copy in the scratch with the padding round it, channels last
--   edges    x itself for the windows inside it, copies of its ends with what lies beyond for the others (long sequences)
--   past     stream: the state holds the steps before the chunk; the chunk is put behind them
--   ring     stream, a chunk that is short against what has to be kept: the state is a ring of steps, from which the
--            taps of each window are put together in the scratch
--   each     x itself, one sequence after the other
--
-- All but `direct` are made for one sequence (N) at a time.  A source is {kind, ptr, tap, channel, stride (by axis, from one
-- window to the next), loops, at, scratch, state, …}: x for product.plan, and what templates/ops/conv_source.c.tpl needs.

local counted = require "seqgen.counted"
local expr = require "seqgen.expr"
local tables = require "seqgen.tables"
local window = require "seqgen.window"

local conv_source = {}

conv_source.TILE = 12        -- pairs of windows that are worked on at once, at most

-- So many windows that their pairs are whole.
local function whole_pairs(n)
  return n + n % 2
end

local function direct(x, w)
  local stride = tables.copy(x.stride)
  stride.T = expr.mul(w.stride, x.stride.T)
  return {kind = "direct", ptr = "x", tap = expr.mul(w.dilation, x.stride.T), channel = x.max.C > 1 and x.stride.C or 1,
    stride = stride}
end

-- Axes beside T and C: one turn of the template's loop for each of their places.
local function sequence_loops(x)
  local loops, at = {}, {}
  for _, l in ipairs {{axis = "D", var = "d"}, {axis = "N", var = "n"}} do
    if x.max[l.axis] > 1 then
      loops[#loops + 1] = {axis = l.axis, var = l.var, size = x.size[l.axis]}
      at[l.axis] = l.var
    end
  end
  return loops, at
end

-- A source of steps that lie channels last behind `ptr`, `step` windows' floats apart.
local function stored(kind, x, ptr, tap, window_step)
  local loops, at = sequence_loops(x)
  return {kind = kind, ptr = ptr, tap = tap, channel = 1, stride = {T = window_step}, loops = loops, at = at, channels = x.max.C}
end

--- Do the steps of x lie side by side, channels last?
function conv_source.is_dense(x)
  return x.stride.T == x.max.C and (x.max.C == 1 or x.stride.C == 1)
end

local function sequences(x)
  return x.max.N * x.max.D
end

--- A copy with `left` steps before x (C text or a number, at most `most`), `rows` in all (of at most `needed`).
function conv_source.padded(x, steps, mode, left, most, rows, needed)
  local s = stored("padded", x, "padded", steps.tap * x.max.C, steps.window * x.max.C)
  s.left, s.mode, s.rows = left, mode, rows
  s.scratch = {{name = "padded", count = math.max(needed, most + x.max.T) * x.max.C, note = "padded input"}}
  return s
end

--- A chunk behind the `kept` steps before it.
function conv_source.past(x, steps, kept)
  local c = x.max.C
  local s = stored("past", x, "steps", steps.tap * c, steps.window * c)
  s.kept, s.sequence = kept, (kept + x.max.T) * c
  s.state = {{name = "past", count = sequences(x) * s.sequence,
    note = string.format("the last %s, and room for a chunk", counted(kept, "step"))}}
  return s
end

--- x as it lies, one sequence after the other.
function conv_source.each(x, steps)
  local s = stored("each", x, "steps", 0, 0)
  s.tap, s.channel = expr.mul(steps.tap, x.stride.T), x.max.C > 1 and x.stride.C or 1
  s.stride.T = expr.mul(steps.window, x.stride.T)
  return s
end

local function padded(x, y, w, steps, mode)
  local left, most = window.left(w, x.size.T, y.size.T)
  local windows, number = y.max.T, y.size.T
  if w.pairs then
    windows = whole_pairs(windows)
    if not expr.is_number(number) then number = string.format("(%s + %s %% 2)", number, number) end
  end
  local needed = (windows - 1) * w.stride + w.reach + 1
  local rows = expr.is_number(number) and needed or expr.add(expr.mul(number, w.stride), w.reach + 1 - w.stride)
  return conv_source.padded(x, steps, mode, left, most, rows, needed)
end

local function ring(x, y, w)
  local c = x.max.C
  local s = stored("ring", x, "windows", c, w.kernel * c)
  s.kept, s.sequence = w.reach + 1, (w.reach + 1) * c
  s.state = {{name = "ring", count = sequences(x) * s.sequence, note = "the last " .. counted(s.kept, "step")},
    {name = "ring_at", count = 1, dtype = "i32", note = "where the next step goes in the ring"}}
  s.scratch = {{name = "windows", count = y.max.T * w.kernel * c, note = "windows"}}
  return s
end

local LARGE = 8192           -- numbers of a padded copy above which only the ends are copied

-- An end of x that is not empty has pairs for a tile.
local function ends_of_pairs(first, last, windows)
  if first > 0 then first = math.max(whole_pairs(first), 2 * conv_source.TILE) end
  if last < windows then last = math.min(last - last % 2, windows - 2 * conv_source.TILE) end
  return first, last
end

-- Windows 0 to first - 1 begin before x, those from last on end behind it.
local function edges(x, y, w)
  local first, last = (w.left + w.stride - 1) // w.stride, (x.max.T + w.left - w.reach - 1) // w.stride + 1
  local windows = y.max.T
  if w.pairs then
    windows = whole_pairs(windows)
    first, last = ends_of_pairs(first, last, windows)
  end
  local function rows(count) return count > 0 and (count - 1) * w.stride + w.reach + 1 or 0 end
  return {first = first, last = last, windows = y.max.T, head = rows(first), tail = rows(windows - last),
    inside = first * w.stride - w.left, behind = last * w.stride - w.left}
end

-- Long enough, of fixed length, and as it would be copied?
local function suits_edges(x, y, w, mode)
  if not (expr.is_number(x.size.T) and w.left and mode == "zeros") then return false end
  local c, e = x.max.C, edges(x, y, w)
  return conv_source.is_dense(x) and x.max.T * c > LARGE and 2 * (e.head + e.tail) < x.max.T
end

-- In a stream the front end is what came before the chunk, which the state keeps.
local function with_edges(x, y, w, steps, in_stream)
  local s = stored("edges", x, "from", steps.tap * x.max.C, steps.window * x.max.C)
  s.edges = edges(x, y, w)
  s.row = {axis = "T", size = "number", most = y.max.T}
  s.scratch = {{name = "edges", count = (s.edges.head + s.edges.tail) * x.max.C, note = "ends of the input with what lies beyond"}}
  if in_stream then
    s.kept, s.sequence = w.reach, w.reach * x.max.C
    s.state = {{name = "past", count = sequences(x) * s.sequence, note = "the last " .. counted(w.reach, "step")}}
  end
  return s
end

-- Does the window reach into steps before the chunk, or stand alone?
local function keeps_past(w)
  return w.reach > 0 and w.left == w.reach and w.right == 0
end

--- The source of a conv1d's windows; `own_copy`: the template needs channels that lie side by side.
function conv_source.plan(x, y, w, node, mode, own_copy)
  local steps = {tap = w.dilation, window = w.stride}
  if mode == "stream" and keeps_past(w) then
    if x.max.T * w.kernel < w.reach then return ring(x, y, w) end
    if not own_copy and suits_edges(x, y, w, "zeros") then return with_edges(x, y, w, steps, true) end
    return conv_source.past(x, steps, w.reach)
  end
  local unpadded = w.left == 0 and w.right == 0
  if unpadded and w.pairs and expr.is_number(y.size.T) and y.max.T % 2 == 0 then return conv_source.each(x, steps) end
  if unpadded and not w.pairs and not (own_copy and x.max.C > 1 and x.stride.C ~= 1) then return direct(x, w) end
  if not own_copy and suits_edges(x, y, w, node.attrs.padding_mode) then return with_edges(x, y, w, steps) end
  return padded(x, y, w, steps, node.attrs.padding_mode)
end

--- C text that copies `count` steps of x from the address `from` on to `to`, channels last.
function conv_source.copy(x, to, from, count)
  local c = x.max.C
  if conv_source.is_dense(x) then
    return string.format("rt_copy(%s, %s, %s);", to, from, expr.mul(count, c))
  end
  return string.format("rt_copy_rows(%s, %d, 1, %s, %s, %s, %s, %d);", to, c, from, x.stride.T, x.stride.C, count, c)
end

--- Two lists of scratch areas as one.
function conv_source.join(a, b)
  local list = {table.unpack(a or {})}
  for _, area in ipairs(b or {}) do list[#list + 1] = area end
  return list
end

local function padding_text(padding)
  return type(padding) == "table" and string.format("[%d, %d]", padding[1], padding[2]) or "`" .. padding .. "`"
end

--- Why a convolution can't stream, and what to write instead; nil if it can.
function conv_source.stream(node)
  local w = window.of(node.attrs)
  if keeps_past(w) then
    local mode = node.attrs.padding_mode or "zeros"
    if mode == "zeros" then return nil end
    return "what `padding_mode: " .. mode .. "` repeats is not known in the first chunk", "write `padding_mode: zeros`"
  end
  if w.left == 0 and w.right == 0 and w.reach < w.stride then return nil end
  local why = w.left == 0 and w.right == 0
    and string.format("without padding, its first %s no result", counted(w.reach, "step", "has", "have"))
    or "its padding of " .. padding_text(node.attrs.padding)
      .. " is not causal: a result would depend on steps that have not come yet, or on the chunk's ends"
  return why, string.format("write `padding: causal`; the first %s then warm-up", counted(w.reach, "result", "is", "are"))
end

return conv_source
