--- recurrent_pairs: products with h that take two terms in one multiplication; the maths stands in runtime/gate_pairs.c.
--
-- (v0 + w1) (v1 + w0) - v0 v1 - w0 w1 rounds as its largest part does.  So rows are brought to the size of the weights first.
-- It is done where h is finite whatever x is: by its activations, from zeros on.  A row's result depends on nothing but the
-- row, and not on how many steps come at once: streams give the same bits.  Layers of fewer than four gates at a time gain nothing.

local elementwise = require "seqgen.elementwise"
local recurrent_tile = require "seqgen.recurrent_tile"

local recurrent_pairs = {}

local UNITS = recurrent_tile.UNITS
local LEAST_ROWS = 4          -- below, reading the weights takes the time
local LEAST_TERMS = 64
local GROUP = 16              -- rows: a run of sums and a run of gates, each long enough to keep the processor busy
local LEAST, MOST = 2.0 ^ -40, 2.0 ^ 40   -- of the weights' root mean square: far from where products end

local BOUNDED = {tanh = true, sigmoid = true, hard_sigmoid = true, hard_sigmoid_keras2 = true, softsign = true}

-- Is h, and what is made of it on the way to a product, between -1 and 1?
local function is_bounded(node, layer, views)
  local a = node.attrs
  return not layer.cell and not layer.projected and not views.h_in and BOUNDED[a.activation] and BOUNDED[a.recurrent_activation]
end

-- The root mean square of the weights of h.
local function usual_weight(node)
  local squares, count = 0, 0
  for name, w in pairs(node.weights) do
    if name:find "^weight_hh" then
      for row = 0, w:shape()[1] - 1 do
        squares = squares + w:slice(1, row, 1):map("square"):sum(2):at(0)
      end
      count = count + w:count()
    end
  end
  return math.sqrt(squares / count)
end

--- {squares: C text of what the squares of a row shall add up to; group: rows whose sums are made before their gates}, or nil where
-- each term is multiplied by itself.
function recurrent_pairs.of(node, layer, views, cx)
  if cx.options.strict or cx.options.optimize == "size" or #layer.stages[1].gates < 4 then return nil end
  if layer.rows < LEAST_ROWS or layer.out < LEAST_TERMS or not is_bounded(node, layer, views) then return nil end
  local usual = usual_weight(node)
  return usual > LEAST and usual < MOST and {squares = elementwise.number(usual * usual * layer.out), group = math.min(layer.rows, GROUP)} or nil
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
