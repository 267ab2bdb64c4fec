--- recurrent_pairs: sums of gates that take two terms in one multiplication; the maths stands in runtime/gate_pairs.c.
--
-- (v0 + w1) (v1 + w0) - v0 v1 - w0 w1 rounds as its largest part does.  So rows are brought to the size of the weights first.
-- A row's result depends on nothing but the row, and not on how many steps come at once: streams give the same bits.  With h
-- it is done always, with x where a step makes its own input half.  Layers of fewer than four gates at a time gain nothing.

local elementwise = require "seqgen.elementwise"
local recurrent_tile = require "seqgen.recurrent_tile"

local recurrent_pairs = {}

local UNITS = recurrent_tile.UNITS
local LEAST_ROWS = 4          -- below, reading the weights takes the time
local LEAST_TERMS = 64        -- of h
local LEAST_X = 48            -- terms of x
local GROUP = 16              -- rows: a run of sums and a run of gates, each long enough to keep the processor busy
local LEAST, MOST = 2.0 ^ -40, 2.0 ^ 40   -- of the weights' root mean square: far from where products end

-- C text of what the squares of a row of `terms` terms add up to if it is as large as the weights of that name; nil where these
-- are too large or small.
local function squares_of(node, name, terms)
  local names, squares, count = {}, 0, 0
  for parameter in pairs(node.weights) do
    if parameter:sub(1, #name) == name then names[#names + 1] = parameter end
  end
  table.sort(names)     -- the same order of summing in each run
  for _, parameter in ipairs(names) do
    local w = node.weights[parameter]
    for row = 0, w:shape()[1] - 1 do
      squares = squares + w:slice(1, row, 1):map("square"):sum(2):at(0)
    end
    count = count + w:count()
  end
  local usual = math.sqrt(squares / count)
  return usual > LEAST and usual < MOST and elementwise.number(usual * usual * terms) or nil
end

--- {squares: of a row of h; group: rows whose sums are made before their gates; input(terms): squares of a row of x}, or nil
-- where each term is multiplied by itself.
function recurrent_pairs.of(node, layer, cx)
  if cx.options.strict or cx.options.optimize == "size" or layer.projected or #layer.stages[1].gates < 4 then return nil end
  if layer.rows < LEAST_ROWS or layer.out < LEAST_TERMS then return nil end
  local squares = squares_of(node, "weight_hh", layer.out)
  return squares and {squares = squares, group = math.min(layer.rows, GROUP),
    input = function(terms) return squares_of(node, "weight_ih", terms) end}
end

--- Sets of the layer even_at, even_x_at: where in its work area h and x stand as large as their weights.
function recurrent_pairs.place(layer)
  layer.even_at, layer.work = layer.work, layer.work + layer.rows * layer.h_row
  if layer.steps_fused then layer.even_x_at, layer.work = layer.work, layer.work + layer.rows * layer.h_row end
end

--- Sets of a role pairs, squares, if its terms go in pairs as well.
function recurrent_pairs.of_input(role, layer)
  if not layer.pairs or not layer.steps_fused or role.width < LEAST_X or recurrent_tile.padded(role.width) > layer.h_row then return end
  role.squares = layer.pairs.input(role.width)
  role.pairs = role.squares and recurrent_pairs.count(role.width)
end

--- How many pairs there are among `terms` terms.
function recurrent_pairs.count(terms)
  return terms // (3 * UNITS) * UNITS
end

--- Of a panel [term][gate][unit], as stored: the sums of products of the weights of each pair, [gate][unit].
function recurrent_pairs.own(panel)
  local pairs_of = recurrent_pairs.count(panel:shape()[1])
  return panel:slice(1, 0, pairs_of):mul(panel:slice(1, pairs_of, pairs_of)):sum(1):to("f32", "inf")
end

return recurrent_pairs
