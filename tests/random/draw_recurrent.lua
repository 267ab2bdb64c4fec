--- draw_recurrent: lstm, gru and rnn, their first states, and the cells.  See draw_windows.lua for what a drawer is.

local choices = require "choices"
local model = require "model"

-- Those of a layer's candidate and gates.  A state that is fed back stays small under weights made small.
local ACTIVATIONS = {"tanh", "sigmoid", "relu", "relu6", "leaky_relu", "elu", "selu", "gelu", "silu", "mish", "softplus", "softsign",
  "hard_sigmoid", "hard_sigmoid_keras2", "hard_swish", "exp", "linear"}
local BOUNDED = {tanh = true, sigmoid = true, softsign = true, hard_sigmoid = true, hard_sigmoid_keras2 = true}

-- Adds activations to `attrs`; returns the scale of the weights that they ask for.
local function draw_activations(d, attrs, kind, steps)
  local candidate = d:once_in(2) and d:pick(ACTIVATIONS) or nil
  local gate = kind ~= "rnn" and d:once_in(2) and d:pick(ACTIVATIONS) or nil
  if gate and not BOUNDED[gate] and (candidate and not BOUNDED[candidate] or steps > 15) then gate = "hard_sigmoid" end
  if candidate == "exp" and steps > 15 then candidate = "softplus" end
  if kind == "rnn" and not candidate and d:once_in(2) then
    candidate = d:pick {"tanh", "relu"}
    attrs[#attrs + 1] = {"nonlinearity", candidate}
  elseif candidate then
    attrs[#attrs + 1] = {"activation", candidate}
  end
  if gate then attrs[#attrs + 1] = {"recurrent_activation", gate} end
  return (candidate and not BOUNDED[candidate] or gate and not BOUNDED[gate]) and 0.1 or nil
end

local MOST_UNITS = 130      -- of a state that is there already, as a flattened tensor
local DEFAULTS = {num_layers = 1, bias = true, bidirectional = false, proj_size = 0, reverse = false, peephole = false, reset_after = true}

local function fits_state(m, y, x, D)
  return y.dtype == "f32" and model.has(y, "C") and not model.has(y, "T") and not (m.mode == "stream" and y.final)
    and model.size(y, "D") == D and (model.has(y, "D") or D == 1) and y.most <= 10 and y.C <= MOST_UNITS
    and (model.has(y, "N") and model.has(x, "N") and y.N == x.N or not model.has(y, "N") and model.size(x, "N") == 1)
end

-- A tensor to start from: of `units` channels where that is given.
local function find_state(d, m, x, D, units)
  for _, y in ipairs(d:shuffle(m.tensors)) do
    if fits_state(m, y, x, D) and (not units or y.C == units) then return y end
  end
end

-- The sizes of a layer, which follow those of a state to start from where there is one.
local function draw_sizes(d, m, x)
  local layers, both = d:once_in(3) and 2 or 1, m.mode == "sequence" and d:once_in(3)
  local state = d:once_in(2) and find_state(d, m, x, layers * (both and 2 or 1))
  return layers, both, state and state.C <= 50 and state.C or choices.width(d, m)
end

-- An initial state: a tensor that is there, or one from the weights, which may give each row of the batch its own.
local function add_initial(d, m, x, D, add, key, units)
  local state = d:once_in(2) and find_state(d, m, x, D, units)
  if state then return add(key, state.name) end
  if not d:once_in(5) then return end
  m:mixes "N"
  add(key, string.format("{tensor: start%d.%s}", #m.layers + 1, key))
end

local function state_tensor(m, result, x, D, units, most)
  m:add_result(result, x, {axes = model.has(x, "N") and "DNC" or "DC", D = D, C = units, final = true, ordered = true,
    fixed = false, most = most})
end

-- Attributes in which the three differ.
local function draw_own(d, kind, add, h)
  if kind == "lstm" then
    add("peephole", d:once_in(5))
    local projected = d:once_in(5) and h > 1 and d:int(1, h - 1) or 0
    if projected > 0 or d:once_in(9) then add("proj_size", projected) end
    return projected > 0 and projected or h
  end
  if kind == "gru" then add("reset_after", not d:once_in(3)) end
  return h
end

local function layer(kind)
  return function(d, x, m)
    local layers, both, h = draw_sizes(d, m, x)
    local attrs = {{"hidden_size", h}, {"num_layers", layers}, {"bidirectional", both}, {"bias", not d:once_in(6)}}
    local function add(key, value) attrs[#attrs + 1] = {key, value} end
    if not both and m.mode == "sequence" then add("reverse", d:once_in(4)) end
    local D = layers * (both and 2 or 1)
    local out = draw_own(d, kind, add, h)
    local scale = draw_activations(d, attrs, kind, model.size(x, "T"))
    add_initial(d, m, x, D, add, "initial_h", out)
    if kind == "lstm" then add_initial(d, m, x, D, add, "initial_c", h) end
    local most = scale and 8 or 1
    local y = m:add(kind, {x}, choices.leave_out(d, attrs, DEFAULTS), x, {C = out * (both and 2 or 1), most = most, weight_scale = scale, spread = not scale})
    state_tensor(m, "h_n", y, D, out, most)
    if kind == "lstm" then state_tensor(m, "c_n", y, D, h, 8) end
    return y
  end
end

-- A cell over three tensors without T, of which those for h and c have as many channels.
local function cell(kind)
  return function(d, x, m)
    local h = find_state(d, m, x, 1)
    if not h then return nil end
    local c = find_state(d, m, x, 1, h.C)
    local attrs = {{"hidden_size", h.C}, {"bias", not d:once_in(6)}}
    if kind == "gru" then attrs[3] = {"reset_after", not d:once_in(3)} else attrs[3] = {"peephole", d:once_in(4)} end
    local scale = draw_activations(d, attrs, kind, 1)
    local y = m:add(kind .. "_cell", kind == "lstm" and {x, h, c} or {x, h}, choices.leave_out(d, attrs, DEFAULTS), x,
      {C = h.C, most = 11, weight_scale = scale})
    if kind == "lstm" then m:add_result("c", y, {final = y.final, most = 11}) end
    return y
  end
end

return {
  lstm = {needs = "TC", lacks = "D", often = 8, draw = layer "lstm"},
  gru = {needs = "TC", lacks = "D", often = 8, draw = layer "gru"},
  rnn = {needs = "TC", lacks = "D", often = 6, draw = layer "rnn"},
  lstm_cell = {needs = "C", lacks = "DT", often = 12, draw = cell "lstm"},
  gru_cell = {needs = "C", lacks = "DT", often = 12, draw = cell "gru"},
}
