--- recurrent_weights: the tensors of lstm, gru, rnn and their cells, as PyTorch and as other frameworks store them.
--
-- Sources  pytorch  torch.nn.LSTM, GRU, RNN: gates i f g o, r z n
--          keras    keras.layers.LSTM, GRU, SimpleRNN: kernel (in, gates * H); i f c o, z r h
--          onnx     operators LSTM, GRU, RNN: W (D, gates * H, in); i o f c, z r h; peepholes P: i o f
--          d2l      Dive into Deep Learning, chapters 9 and 10: a matrix a gate, W_xi (in, H)
-- Peephole weights are weight_ci, weight_cf and weight_co, one number a unit, where a framework has no names for them.

local gates = require "seqgen.gates"
local recurrent_kinds = require "seqgen.recurrent_kinds"
local recurrent_pack = require "seqgen.recurrent_pack"
local tensor = require "tensor"

local recurrent_weights = {}

local PEEPHOLES = {"weight_ci", "weight_cf", "weight_co"}

local function measure(node, inputs)
  local layer = recurrent_kinds.measure(node)
  layer.cell, layer.width = node.op:find("_cell$") ~= nil, inputs[1].size.C
  return layer
end

-- Calls f(suffix, width of the input, layer from 1, direction from 1) for every run.
local function each_run(layer, f)
  for l = 1, layer.layers do
    local width = l == 1 and layer.width or layer.directions * layer.out
    for direction = 1, layer.directions do f(recurrent_pack.suffix(layer, l, direction), width, l, direction) end
  end
end

--- PyTorch's own list (see `weights` of an operator).
function recurrent_weights.list(node, inputs)
  local layer, list = measure(node, inputs), {}
  local rows = layer.gates * layer.hidden
  local order = ({lstm = "gates i f g o", gru = "gates r z n", rnn = "units"})[layer.kind]
  each_run(layer, function(suffix, width)
    local function add(name, shape, axes) list[#list + 1] = {name = name .. suffix, shape = shape, axes = axes} end
    add("weight_ih", {rows, width}, order .. "; in")
    add("weight_hh", {rows, layer.out}, order .. "; h")
    if layer.bias then
      add("bias_ih", {rows}, order)
      add("bias_hh", {rows}, order)
    end
    if layer.projected then add("weight_hr", {layer.out, layer.hidden}, "projection, units") end
    for _, name in ipairs(layer.peephole and PEEPHOLES or {}) do add(name, {layer.hidden}, "units") end
  end)
  return list
end

local function zeros(layer)
  return tensor.zeros("f32", {layer.gates * layer.hidden})
end

-- ---- Keras -----------------------------------------------------------------------

local KERAS_ORDER = {lstm = {0, 1, 2, 3}, gru = {1, 0, 2}, rnn = {0}}
local KERAS_AXES = {lstm = "gates i f c o", gru = "gates z r h", rnn = "units"}

local function half(direction)
  return direction == 2 and "backward." or ""
end

local function two_biases(layer)
  return layer.kind == "gru" and layer.reset_after
end

local keras = {}

function keras.stored(node, inputs)
  local layer, list = measure(node, inputs), {}
  local columns, axes = layer.gates * layer.hidden, KERAS_AXES[layer.kind]
  each_run(layer, function(_, width, _, direction)
    local function add(name, shape, text) list[#list + 1] = {name = half(direction) .. name, shape = shape, axes = text} end
    add("kernel", {width, columns}, "in; " .. axes)
    add("recurrent_kernel", {layer.hidden, columns}, "h; " .. axes)
    if layer.bias and two_biases(layer) then add("bias", {2, columns}, "input and recurrent; " .. axes) end
    if layer.bias and not two_biases(layer) then add("bias", {columns}, axes) end
    for _, name in ipairs(layer.peephole and PEEPHOLES or {}) do add(name, {layer.hidden}, "units") end
  end)
  return list
end

local function keras_bias(result, layer, suffix, bias)
  local order = KERAS_ORDER[layer.kind]
  if bias and two_biases(layer) then
    local both = gates.reorder(bias, 2, order)
    result["bias_ih" .. suffix] = both:slice(1, 0, 1):reshape {layer.gates * layer.hidden}
    result["bias_hh" .. suffix] = both:slice(1, 1, 1):reshape {layer.gates * layer.hidden}
  elseif bias then
    result["bias_ih" .. suffix], result["bias_hh" .. suffix] = gates.reorder(bias, 1, order), zeros(layer)
  end
end

function keras.canonical(node, inputs, stored)
  local layer, result = measure(node, inputs), {}
  local order = KERAS_ORDER[layer.kind]
  each_run(layer, function(suffix, _, _, direction)
    local function get(name) return stored[half(direction) .. name] end
    result["weight_ih" .. suffix] = gates.reorder(get("kernel"), 2, order):permute {2, 1}
    result["weight_hh" .. suffix] = gates.reorder(get("recurrent_kernel"), 2, order):permute {2, 1}
    keras_bias(result, layer, suffix, get("bias"))
    for _, name in ipairs(PEEPHOLES) do result[name .. suffix] = get(name) end
  end)
  return result
end

-- ---- ONNX ------------------------------------------------------------------------

local ONNX_ORDER = {lstm = {0, 2, 3, 1}, gru = {1, 0, 2}, rnn = {0}}
local ONNX_AXES = {lstm = "gates i o f c", gru = "gates z r h", rnn = "units"}

local onnx = {}

function onnx.stored(node, inputs)
  local layer = measure(node, inputs)
  local rows, D, axes = layer.gates * layer.hidden, layer.directions, ONNX_AXES[layer.kind]
  local list = {{name = "W", shape = {D, rows, layer.width}, axes = "direction; " .. axes .. "; in"},
    {name = "R", shape = {D, rows, layer.hidden}, axes = "direction; " .. axes .. "; h"}}
  if layer.bias then list[3] = {name = "B", shape = {D, 2 * rows}, axes = "direction; of W, then of R: " .. axes} end
  if layer.peephole then list[#list + 1] = {name = "P", shape = {D, 3 * layer.hidden}, axes = "direction; i o f"} end
  return list
end

function onnx.canonical(node, inputs, stored)
  local layer, result = measure(node, inputs), {}
  local rows, order = layer.gates * layer.hidden, ONNX_ORDER[layer.kind]
  each_run(layer, function(suffix, width, _, direction)
    local function get(name, ...)
      return stored[name] and stored[name]:slice(1, direction - 1, 1):reshape {...}
    end
    result["weight_ih" .. suffix] = gates.reorder(get("W", rows, width), 1, order)
    result["weight_hh" .. suffix] = gates.reorder(get("R", rows, layer.hidden), 1, order)
    local biases = get("B", 2 * rows)
    for i, b in ipairs(biases and gates.split(biases, 1, 2) or {}) do
      result[(i == 1 and "bias_ih" or "bias_hh") .. suffix] = gates.reorder(b, 1, order)
    end
    local peepholes = get("P", 3 * layer.hidden)
    local p = peepholes and gates.split(peepholes, 1, 3) or {}
    result["weight_ci" .. suffix], result["weight_co" .. suffix], result["weight_cf" .. suffix] = p[1], p[2], p[3]
  end)
  return result
end

-- ---- Dive into Deep Learning --------------------------------------------------------

-- The letters of the gates, in PyTorch's order.
local D2L_GATES = {lstm = {"i", "f", "c", "o"}, gru = {"r", "z", "h"}, rnn = {"h"}}
local D2L_PEEPHOLES = {"W_ci", "W_cf", "W_co"}

local d2l = {}

function d2l.stored(node, inputs)
  local layer, list = measure(node, inputs), {}
  each_run(layer, function(_, width, _, direction)
    local function add(name, shape, axes) list[#list + 1] = {name = half(direction) .. name, shape = shape, axes = axes} end
    for _, gate in ipairs(D2L_GATES[layer.kind]) do
      add("W_x" .. gate, {width, layer.hidden}, "in, units")
      add("W_h" .. gate, {layer.hidden, layer.hidden}, "h, units")
      if layer.bias then add("b_" .. gate, {layer.hidden}, "units") end
    end
    for _, name in ipairs(layer.peephole and D2L_PEEPHOLES or {}) do add(name, {layer.hidden}, "units") end
  end)
  return list
end

function d2l.canonical(node, inputs, stored)
  local layer, result = measure(node, inputs), {}
  each_run(layer, function(suffix, _, _, direction)
    local function joined(name)
      local parts = {}
      for i, gate in ipairs(D2L_GATES[layer.kind]) do parts[i] = stored[half(direction) .. name .. gate] end
      return #parts > 0 and tensor.concat(#parts[1]:shape(), parts) or nil
    end
    result["weight_ih" .. suffix] = joined("W_x"):permute {2, 1}
    result["weight_hh" .. suffix] = joined("W_h"):permute {2, 1}
    result["bias_ih" .. suffix], result["bias_hh" .. suffix] = joined("b_"), layer.bias and zeros(layer) or nil
    for i, name in ipairs(D2L_PEEPHOLES) do result[PEEPHOLES[i] .. suffix] = stored[half(direction) .. name] end
  end)
  return result
end

recurrent_weights.conventions = {keras = keras, onnx = onnx, d2l = d2l}
recurrent_weights.cell_conventions = {keras = keras, d2l = d2l}

return recurrent_weights
