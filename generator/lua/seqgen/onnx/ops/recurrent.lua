--- onnx.ops.recurrent: LSTM, GRU and RNN, whose weights seqgen reads as they are (convention: onnx).
--
-- X (T, N, C); Y (T, D, N, C), which seqgen has as (T, N, C) with the directions side by side; Y_h and Y_c (D, N, C).

local axes = require "seqgen.onnx.axes"
local tensor = require "tensor"

local NAMES = {Tanh = "tanh", Sigmoid = "sigmoid", Relu = "relu", HardSigmoid = "hard_sigmoid_keras2", Elu = "elu", Softsign = "softsign",
  Softplus = "softplus"}
local DEFAULTS = {LSTM = {"Sigmoid", "Tanh", "Tanh"}, GRU = {"Sigmoid", "Tanh"}, RNN = {"Tanh"}}

-- seqgen's attributes for the activations, which have to be the same in both directions.
local function activations(cx, node, directions)
  local default = DEFAULTS[node.op_type]
  local given = node.attributes.activations or {}
  if #(node.attributes.activation_alpha or {}) > 0 then cx:fail(node, "activations with parameters of their own") end
  for d = 1, #given > 0 and directions or 0 do
    for k = 1, #default do
      if given[(d - 1) * #default + k] ~= given[k] then cx:fail(node, "the directions have different activations") end
    end
  end
  local list = {}
  for k = 1, #default do list[k] = NAMES[given[k] or default[k]] or cx:fail(node, "the activation " .. tostring(given[k])) end
  if list[3] and list[3] ~= list[2] then cx:fail(node, "different activations for the candidate and the output") end
  if #default == 1 then return {{"activation", list[1]}} end
  return {{"activation", list[2]}, {"recurrent_activation", list[1]}}
end

local function is_zero(value)
  if not value.tensor then return false end
  return value.tensor:equal(tensor.zeros("f32", value.size))
end

-- Attributes and weights of an initial state, input i of the node; nothing for zeros.
local function initial(cx, node, i, key, list, weights)
  local value = cx:input(node, i)
  if not value or is_zero(value) then return end
  if value.tensor then
    weights[key] = value.tensor
    list[#list + 1] = {key, {tensor = key}}
  else
    if not value.cells then cx:fail(node, "its initial state is no tensor of floats") end
    cx:label(node, value, {"D", "N", "C"})
    list[#list + 1] = {key, value}
  end
end

local function check(cx, node, x)
  local a, lengths = node.attributes, cx:input(node, 5)
  if a.clip then cx:fail(node, "it clips its gates") end
  if (a.input_forget or 0) ~= 0 then cx:fail(node, "its input and forget gates are coupled") end
  if lengths then
    for _, n in ipairs(lengths.ints or {-1}) do
      if n ~= x.size[1] then cx:fail(node, "its rows have lengths of their own", "give T a variable length instead (--max), or `mask`") end
    end
  end
end

local function outputs(cx, node, x, hidden, directions, batch_first)
  local t, n, c = x.size[1], x.size[2], axes.cell("C")
  local d, halves = axes.cell("D"), {count = directions, size = hidden}
  local size, cells = {t, directions, n, hidden}, {x.cells[1], d, x.cells[2], c}
  local state_size, state_cells = {directions, n, hidden}, {d, x.cells[2], c}
  if batch_first then
    size, cells = {n, t, directions, hidden}, {x.cells[2], x.cells[1], d, c}
    state_size, state_cells = {n, directions, hidden}, {x.cells[2], d, c}
  end
  local y = cx:output(node, 1, size, cells)
  if y then y.halves = halves end
  return y, cx:output(node, 2, state_size, state_cells), cx:output(node, 3, state_size, state_cells)
end

-- The sequence with T first, however it is given.
local function read_x(cx, node)
  local x = cx:tensor(node, 1)
  local batch_first = (node.attributes.layout or 0) == 1
  cx:label(node, x, batch_first and {"N", "T", "C"} or {"T", "N", "C"})
  if not batch_first then return x, false, x end
  return {size = {x.size[2], x.size[1], x.size[3]}, cells = {x.cells[2], x.cells[1], x.cells[3]}}, true, x
end

local function recurrent(op)
  return function(node, cx)
    local x, batch_first, source = read_x(cx, node)
    check(cx, node, x)
    local direction, hidden = node.attributes.direction or "forward", node.attributes.hidden_size
    local weights = {W = cx:weight(node, 2), R = cx:weight(node, 3), B = cx:weight(node, 4), P = cx:weight(node, 8)}
    if not weights.W or not weights.R or not hidden then cx:fail(node, "it lacks weights or hidden_size") end
    local directions = direction == "bidirectional" and 2 or 1
    local list = {{"hidden_size", hidden}, {"bias", weights.B ~= nil}, {"bidirectional", directions == 2}, {"reverse", direction == "reverse"}}
    table.move(activations(cx, node, directions), 1, 2, #list + 1, list)
    if weights.P then list[#list + 1] = {"peephole", true} end
    if op == "gru" then list[#list + 1] = {"reset_after", (node.attributes.linear_before_reset or 0) == 1} end
    initial(cx, node, 6, "initial_h", list, weights)
    if op == "lstm" then initial(cx, node, 7, "initial_c", list, weights) end
    local y, h_n, c_n = outputs(cx, node, x, hidden, directions, batch_first)
    cx:write(function()
      for _, pair in ipairs(list) do
        if type(pair[2]) == "table" and pair[2].cells then pair[2] = cx:source(node, pair[2]) end
      end
      local name = cx:layer(node, op, {cx:source(node, source)}, list, weights)
      cx:set(y, name, {"N", "T", "C"})
      cx:set(h_n, name .. ".h_n", {"D", "N", "C"})
      cx:set(c_n, name .. ".c_n", {"D", "N", "C"})
    end)
  end
end

return {LSTM = recurrent "lstm", GRU = recurrent "gru", RNN = recurrent "rnn"}
