--- recurrent_pack: the weights of a recurrent layer in the order in which its kernels read them.
--
-- A panel is 16 units, zeros behind the last: w [panel][term][gate][16], bias [panel][gate][16]; with a rest (recurrent_rest.lua)
-- w [term][column][16], bias [column][16].  The weights of a gate are stored times its scale, which its activation would else
-- multiply with (recurrent_kinds.lua).

local gates = require "seqgen.gates"
local packed = require "seqgen.packed"
local recurrent_pairs = require "seqgen.recurrent_pairs"
local recurrent_rest = require "seqgen.recurrent_rest"
local recurrent_tile = require "seqgen.recurrent_tile"
local tensor = require "tensor"

local recurrent_pack = {}

local UNITS = recurrent_tile.UNITS

--- PyTorch's ending of the parameters of a layer and direction, both from 1; "" for a cell.
function recurrent_pack.suffix(layer, l, direction)
  if layer.cell then return "" end
  return "_l" .. (l - 1) .. (direction == 2 and "_reverse" or "")
end

local function pad_units(t, axis)
  local units = t:shape()[axis]
  return t:pad(axis, 0, recurrent_tile.padded(units) - units)
end

-- t [gate][unit]…: the gates `order` (from 0), times their scales.
local function take_gates(t, order, scales)
  local factors, shape = {}, {#order}
  for i, gate in ipairs(order) do factors[i] = scales[gate + 1] end
  for axis = 2, #t:shape() do shape[axis] = 1 end
  return t:take(1, order):mul(tensor.new("f64", shape, factors)):to("f32", "inf")
end

-- w (gates * units, terms), of which the gates `order` are wanted.
local function pack_matrix(w, gate_count, order, scales, rest)
  local rows, terms = table.unpack(w:shape())
  local units = rows // gate_count
  if rest then
    local t = recurrent_rest.columns(take_gates(w:reshape {gate_count, units, terms}, order, scales), rest)
    return t, {terms, t:shape()[2] // UNITS, UNITS}
  end
  local makers, gate_rows = {}, w:reshape {gate_count, units, terms}
  for first = 0, units - 1, UNITS do
    makers[#makers + 1] = function()
      local panel = gate_rows:slice(2, first, math.min(UNITS, units - first))
      return pad_units(take_gates(panel, order, scales), 2):permute {3, 1, 2}
    end
  end
  local dims = {#makers, terms, #order, UNITS}
  return packed.new(#makers * terms * #order * UNITS, makers), dims
end

-- b (gates * units)
local function pack_vector(b, gate_count, order, scales, rest)
  if rest then
    local t, dims = pack_matrix(b:reshape {b:count(), 1}, gate_count, order, scales, rest)
    return t, {dims[2], dims[3]}
  end
  local t = pad_units(take_gates(b:reshape({gate_count, b:count() // gate_count}), order, scales), 2)
  local panels = t:shape()[2] // UNITS
  return t:reshape({#order, panels, UNITS}):permute({2, 1, 3}), {panels, #order, UNITS}
end

-- ---- Which arrays a kind has -----------------------------------------------------

-- {name, "matrix" or "vector", gates, order, source(weights, suffix)}: order counts PyTorch's gates from 0.
local function matrix(name, parameter, count, order)
  return {name = name, pack = pack_matrix, count = count, order = order, from = function(w) return w[parameter] end}
end

local function vector(name, count, order, from)
  return {name = name, pack = pack_vector, count = count, order = order, from = from}
end

local function both_biases(w)
  return w.bias_ih:add(w.bias_hh)
end

-- What stands beside r, z and the candidate's input half: for the candidate only the bias of W_ih.
local function gru_input_bias(w)
  local ih, hh = gates.split(w.bias_ih, 1, 3), gates.split(w.bias_hh, 1, 3)
  return tensor.concat(1, {ih[1]:add(hh[1]), ih[2]:add(hh[2]), ih[3]:to("f64")})
end

local arrays = {}

function arrays.lstm(layer)
  local all = {0, 1, 2, 3}
  local list = {matrix("w_x", "weight_ih", 4, all), matrix("w_h", "weight_hh", 4, all), vector("bias", 4, all, both_biases)}
  if layer.peephole then
    list[#list + 1] = vector("peephole", 4, {0, 1, 3}, function(w)
      return tensor.concat(1, {w.weight_ci, w.weight_cf, tensor.zeros("f32", {layer.hidden}), w.weight_co})
    end)
  end
  if layer.projected then list[#list + 1] = matrix("w_r", "weight_hr", 1, {0}) end
  return list
end

function arrays.gru(layer)
  if layer.reset_after then
    local all = {0, 1, 2}
    return {matrix("w_x", "weight_ih", 3, all), matrix("w_h", "weight_hh", 3, all), vector("bias", 3, all, gru_input_bias),
      vector("bias_h", 3, {2}, function(w) return w.bias_hh end)}
  end
  return {matrix("w_x", "weight_ih", 3, {0, 1}), matrix("w_h", "weight_hh", 3, {0, 1}), vector("bias", 3, {0, 1}, both_biases),
    matrix("w_xn", "weight_ih", 3, {2}), matrix("w_hn", "weight_hh", 3, {2}), vector("bias_n", 3, {2}, both_biases)}
end

function arrays.rnn()
  return {matrix("w_x", "weight_ih", 1, {0}), matrix("w_h", "weight_hh", 1, {0}), vector("bias", 1, {0}, both_biases)}
end

-- The node's weights of one run, by PyTorch's names without the ending.
local function weights_of(node, suffix)
  local w = {}
  for name, t in pairs(node.weights) do
    if name:sub(-#suffix) == suffix or suffix == "" then
      w[suffix == "" and name or name:sub(1, -#suffix - 1)] = t
    end
  end
  return w
end

local GATE_NAMES = {lstm = {[0] = "i", "f", "g", "o"}, gru = {[0] = "r", "z", "n"}, rnn = {[0] = "n"}}

local function note_of(array, layer, dims, rest)
  local names = {}
  for i, g in ipairs(array.order) do names[i] = array.name == "w_r" and "y" or GATE_NAMES[layer.kind][g] end
  if array.name == "peephole" then names = {"i", "f", "o"} end
  local terms = rest and (#dims == 3 and dims[1]) or #dims == 4 and dims[2]
  local term = terms and string.format("[%s %d]", array.name:find("^w_x") and "in" or "h", terms) or ""
  local panel = rest and "" or string.format("[panel %d]", dims[1])
  local scaled = array.name ~= "w_r" and math.max(table.unpack(layer.scales)) > 1
  local gate = rest and recurrent_rest.note(names, rest) or string.format("[gate %s][unit %d]", table.concat(names, " "), UNITS)
  return panel .. term .. gate .. (scaled and ", times log2 e, what goes through tanh 2 log2 e" or "")
end

-- The weights' own part of the sums of pairs, and its sizes.
local function own_of(w, dims)
  local makers = {}
  for i, panel in ipairs(w.makers) do
    makers[i] = function() return recurrent_pairs.own(panel()) end
  end
  return packed.new(dims[1] * dims[3] * dims[4], makers), {dims[1], dims[3], dims[4]}
end

--- The constants of the plan; run.arrays = {C parameter → constant's name}.
function recurrent_pack.constants(node, layer, runs)
  local list = {}
  for _, run in ipairs(runs) do
    local w = weights_of(node, run.suffix)
    run.arrays = {}
    local function add(parameter, array, dims, note)
      run.arrays[parameter] = parameter .. run.suffix
      list[#list + 1] = {name = run.arrays[parameter], array = array, dims = dims, note = note}
    end
    for _, array in ipairs(arrays[layer.kind](layer)) do
      if layer.bias or not array.name:find("^bias") then
        local rest = array.name ~= "w_r" and layer.rest
        local t, dims = array.pack(array.from(w), array.count, array.order, array.name == "w_r" and {1} or layer.scales, rest)
        add(array.name, t, dims, note_of(array, layer, dims, rest))
        if layer.pairs and array.name:find("^w_h") or run.role.pairs and array.name:find("^w_x") then
          local own, own_dims = own_of(t, dims)
          add(array.name .. "_own", own, own_dims, "what the pairs of its terms make among themselves [panel][gate][unit]")
        end
      end
    end
  end
  return list
end

return recurrent_pack
