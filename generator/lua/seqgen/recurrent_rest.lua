--- recurrent_rest: an lstm's units behind its last whole panel, where they are few.
--
-- A panel of their own would stand mostly empty: with 20 units 12 of 32 places.  Instead a term's weights are one run of
-- columns of 16: those of the whole panels, [panel][gate][16], and behind them those of the rest, [gate][units], units being
-- 4 or 8, padded with zeros.  All of a row's sums are one tile; runtime/gate_rest.c parts the rest's gates again.

local tensor = require "tensor"

local recurrent_rest = {}

local UNITS = 16
local MOST_WHOLE = 2    -- panels beside the rest: with three the sums fill more than 16 registers

--- {units, left, whole}: places and units of the rest, panels before it; nil where the layer has none.
function recurrent_rest.of(layer)
  local whole, left = layer.hidden // UNITS, layer.hidden % UNITS
  if layer.kind ~= "lstm" or layer.peephole or whole < 1 or whole > MOST_WHOLE or left < 1 or left > 8 then return nil end
  return {units = left <= 4 and 4 or 8, left = left, whole = whole}
end

--- Turns a stage of panels into one of columns.
function recurrent_rest.join(stage, rest)
  local columns = {}
  for _ = 1, rest.whole do table.move(stage.gates, 1, #stage.gates, #columns + 1, columns) end
  for _ = 1, #stage.gates * rest.units // UNITS do columns[#columns + 1] = "rest" end
  stage.rest, stage.cell_gates, stage.panels = rest, #stage.gates, 1
  stage.gates, stage.x_gates, stage.h_gates = columns, columns, columns
end

--- w [gate][unit][term] → the columns of each term, [term][column * 16].
function recurrent_rest.columns(w, rest)
  local gates, _, terms = table.unpack(w:shape())
  local function part(first, count, sets, units)
    local t = w:slice(2, first, count):pad(2, 0, sets * units - count)
    return t:reshape({gates, sets, units, terms}):permute({4, 2, 1, 3}):reshape {terms, sets * gates * units}
  end
  return tensor.concat(2, {part(0, rest.whole * UNITS, rest.whole, UNITS), part(rest.whole * UNITS, rest.left, 1, rest.units)})
end

return recurrent_rest
