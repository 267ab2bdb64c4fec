--- conventions: a layer's tensors as other frameworks store them, made from PyTorch's.
--
-- Sources  keras.layers, the operators of onnx, Dive into Deep Learning (chapters 9 and 10); what stands here is not the
--          generator's own code, which goes the other way.
-- forms[op][convention] = function(w, layer) → name → array; w: PyTorch's tensors by name; layer: {op, attr = {name → value}}.

local arrays = require "arrays"

local conventions = {}

local function renamed(names)
  return function(w)
    local stored = {}
    for name, other in pairs(names) do stored[other] = w[name] end
    return stored
  end
end

local function convolution(weight, bias, order)
  return function(w) return {[weight] = arrays.permute(w.weight, order), [bias] = w.bias} end
end

local function matrix(w)
  return {kernel = arrays.permute(w.weight, {2, 1}), bias = w.bias}
end

-- ---- Recurrent layers: gates are i f g o and r z n in PyTorch --------------------------------------

local GATES = {lstm = 4, gru = 3, rnn = 1}
local KERAS = {lstm = {0, 1, 2, 3}, gru = {1, 0, 2}, rnn = {0}}
local ONNX = {lstm = {0, 3, 1, 2}, gru = {1, 0, 2}, rnn = {0}}
local LETTERS = {lstm = {"i", "f", "c", "o"}, gru = {"r", "z", "h"}, rnn = {"h"}}
local PEEPHOLES = {"ci", "cf", "co"}

local function kind_of(layer)
  return layer.op:match "^%a+"
end

-- What PyTorch's names end with in each direction, and what stands before those of keras and d2l.
local function directions(layer)
  if layer.op:find "_cell$" then return {{"", ""}} end
  return layer.attr.bidirectional and {{"_l0", ""}, {"_l0_reverse", "backward."}} or {{"_l0", ""}}
end

local function keras(w, layer)
  local kind, stored = kind_of(layer), {}
  for _, direction in ipairs(directions(layer)) do
    local from, to = direction[1], direction[2]
    local function regated(name) return arrays.blocks(w[name .. from], KERAS[kind], GATES[kind]) end
    stored[to .. "kernel"] = arrays.permute(regated "weight_ih", {2, 1})
    stored[to .. "recurrent_kernel"] = arrays.permute(regated "weight_hh", {2, 1})
    if w["bias_ih" .. from] then
      local two = kind == "gru" and layer.attr.reset_after ~= false
      stored[to .. "bias"] = two and arrays.stack {regated "bias_ih", regated "bias_hh"} or regated "bias_ih"
    end
    for _, p in ipairs(PEEPHOLES) do stored[to .. "weight_" .. p] = w["weight_" .. p .. from] end
  end
  return stored
end

local function onnx(w, layer)
  local kind, rows = kind_of(layer), {W = {}, R = {}, B = {}, P = {}}
  for i, direction in ipairs(directions(layer)) do
    local from = direction[1]
    local function regated(name) return arrays.blocks(w[name .. from], ONNX[kind], GATES[kind]) end
    rows.W[i], rows.R[i] = regated "weight_ih", regated "weight_hh"
    if w["bias_ih" .. from] then rows.B[i] = arrays.join {regated "bias_ih", regated "bias_hh"} end
    if w["weight_ci" .. from] then
      rows.P[i] = arrays.join {w["weight_ci" .. from], w["weight_co" .. from], w["weight_cf" .. from]}
    end
  end
  local stored = {}
  for name, list in pairs(rows) do stored[name] = #list > 0 and arrays.stack(list) or nil end
  return stored
end

local function d2l(w, layer)
  local kind, stored = kind_of(layer), {}
  for _, direction in ipairs(directions(layer)) do
    local from, to = direction[1], direction[2]
    for i, letter in ipairs(LETTERS[kind]) do
      local function gate(name) return arrays.blocks(w[name .. from], {i - 1}, GATES[kind]) end
      stored[to .. "W_x" .. letter] = arrays.permute(gate "weight_ih", {2, 1})
      stored[to .. "W_h" .. letter] = arrays.permute(gate "weight_hh", {2, 1})
      if w["bias_ih" .. from] then stored[to .. "b_" .. letter] = gate "bias_ih" end
    end
    for _, p in ipairs(PEEPHOLES) do stored[to .. "W_" .. p] = w["weight_" .. p .. from] end
  end
  return stored
end

-- ---- All layers --------------------------------------------------------------------------------------

local function norm()
  return {keras = renamed {weight = "gamma", bias = "beta"}, onnx = renamed {weight = "scale", bias = "B"},
    d2l = renamed {weight = "gamma", bias = "beta"}}
end

local recurrent, cell = {keras = keras, onnx = onnx, d2l = d2l}, {keras = keras, d2l = d2l}

conventions.forms = {
  conv1d = {keras = convolution("kernel", "bias", {3, 2, 1}), onnx = convolution("W", "B", {1, 2, 3}),
    d2l = convolution("kernel", "bias", {3, 2, 1})},
  conv_transpose1d = {keras = convolution("kernel", "bias", {3, 2, 1}), onnx = convolution("W", "B", {1, 2, 3}),
    d2l = convolution("kernel", "bias", {3, 1, 2})},
  linear = {keras = matrix, onnx = renamed {weight = "W", bias = "B"}, d2l = matrix},
  embedding = {keras = renamed {weight = "embeddings"}, onnx = renamed {weight = "weight"}, d2l = renamed {weight = "weight"}},
  batch_norm = {keras = renamed {weight = "gamma", bias = "beta", running_mean = "moving_mean", running_var = "moving_variance"},
    onnx = renamed {weight = "scale", bias = "B", running_mean = "mean", running_var = "var"},
    d2l = renamed {weight = "gamma", bias = "beta", running_mean = "moving_mean", running_var = "moving_var"}},
  layer_norm = norm(), instance_norm = norm(), group_norm = norm(),
  prelu = {keras = function(w) return {alpha = arrays.reshape(w.weight, {1, #w.weight})} end,
    onnx = renamed {weight = "slope"}, d2l = renamed {weight = "weight"}},
  attention = {},
  lstm = recurrent, gru = recurrent, rnn = recurrent, lstm_cell = cell, gru_cell = cell,
}

--- Whether a layer can be stored so: the other frameworks have one layer a tensor and no projection.
function conventions.fits(layer, convention)
  return convention == "pytorch" or conventions.forms[layer.op][convention] ~= nil and (layer.attr.num_layers or 1) == 1
    and (layer.attr.proj_size or 0) == 0
end

--- Whether a convention has one bias where PyTorch has two, whose second then is 0.
function conventions.has_one_bias(layer, convention)
  local two = kind_of(layer) == "gru" and layer.attr.reset_after ~= false
  return convention == "d2l" or convention == "keras" and not two
end

--- The tensors of a layer as they are stored: name → array.
function conventions.stored(layer, convention, w)
  if convention == "pytorch" then return w end
  return conventions.forms[layer.op][convention](w, layer)
end

return conventions
