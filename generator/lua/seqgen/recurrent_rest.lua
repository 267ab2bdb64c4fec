--- recurrent_rest: the units of an lstm or gru behind its last whole panel, where they are few.
--
-- A panel of their own would stand mostly empty: with 20 units 12 of 32 places.  Instead a term's weights are one run of
-- columns of 16: those of the whole panels, and behind them those of the rest, [gate 4][units], units being 4 or 8, padded with
-- zeros (so is the fourth gate of a gru).  All of a row's sums are one tile; runtime/gate_rest.c parts the rest's gates again.
--
-- An lstm's columns are [panel][gate i f g o], then the rest; x and h add to the same sums.  A gru's are [panel][gate r z],
-- [panel] of x or n, then the rest; x and h share the sums of r and z, and the rest has one of each.

local tensor = require "tensor"

local recurrent_rest = {}

local UNITS = 16
local MOST_WHOLE = 2    -- panels beside the rest: with three the sums fill more than 16 registers

--- {units, left, whole}: places and units of the rest, panels before it; nil where the layer has none.
function recurrent_rest.of(layer)
  local whole, left = layer.hidden // UNITS, layer.hidden % UNITS
  local has = layer.kind == "lstm" and not layer.peephole or layer.reset_after
  if not has or whole < 1 or whole > MOST_WHOLE or left < 1 or left > 8 then return nil end
  return {units = left <= 4 and 4 or 8, left = left, whole = whole}
end

-- Which gates stand side by side in a panel, by how many there are: an lstm's, a gru's, and n alone.  In the rest some stand empty.
local GROUPS = {[4] = {4, empty = {0, 0}}, [3] = {2, 1, empty = {0, 1}}, [1] = {1, empty = {2, 1}}}

local function range(first, count)
  local list = {}
  for i = 1, count do list[i] = first + i - 1 end
  return list
end

--- Turns a stage of panels into one of columns; `sets`: the sums of each panel's cell, `rests`: of the rest's, of h and of x.
function recurrent_rest.join(stage, rest)
  local whole, width, gates = rest.whole, rest.units // 4, #stage.h_gates
  local columns = gates * whole + width
  local own = #stage.gates > gates and whole + width or 0
  stage.sets, stage.rests = {}, {range(gates * whole + own, width), own > 0 and range(gates * whole, width) or nil}
  for s = 0, whole - 1 do
    stage.sets[s + 1] = own == 0 and range(s * gates, gates) or {2 * s, 2 * s + 1, 2 * whole + s, 2 * whole + own + s}
  end
  stage.rest, stage.panels = rest, 1
  stage.gates, stage.x_gates, stage.h_gates = range(0, columns + own), range(0, columns), range(0, columns)
end

--- w [gate][unit][term] → the columns of each term, [term][column * 16].
function recurrent_rest.columns(w, rest)
  local gates, _, terms = table.unpack(w:shape())
  local groups, parts, before = GROUPS[gates], {}, 0
  local function add(t, first, count, sets, units)
    local padded, side = t:slice(2, first, count):pad(2, 0, sets * units - count), t:shape()[1]
    parts[#parts + 1] = padded:reshape({side, sets, units, terms}):permute({4, 2, 1, 3}):reshape {terms, sets * side * units}
  end
  for _, count in ipairs(groups) do
    add(w:slice(1, before, count), 0, rest.whole * UNITS, rest.whole, UNITS)
    before = before + count
  end
  add(w:pad(1, groups.empty[1], groups.empty[2]), rest.whole * UNITS, rest.left, 1, rest.units)
  return tensor.concat(2, parts)
end

--- What the columns hold, by the gates' names.
function recurrent_rest.note(names, rest)
  local parts, before = {}, 0
  for i, count in ipairs(GROUPS[#names]) do
    local panels = rest.whole > 1 and string.format("[panel %d]", rest.whole) or ""
    parts[i] = string.format("%s[gate %s][unit %d]", panels, table.concat(names, " ", before + 1, before + count), UNITS)
    before = before + count
  end
  return string.format("{%s, [gate 4][unit %d]}", table.concat(parts, ", "), rest.units)
end

return recurrent_rest
