--- recurrent: what the operator files of lstm, gru, rnn and their cells share: attributes, shapes, cost.

local recurrent_kinds = require "seqgen.recurrent_kinds"
local recurrent_plan = require "seqgen.recurrent_plan"

local recurrent = {}

local ACTIVATIONS = {"tanh", "sigmoid", "relu", "relu6", "leaky_relu", "elu", "selu", "gelu", "silu", "mish", "softplus",
  "softsign", "hard_sigmoid", "hard_sigmoid_keras2", "hard_swish", "exp", "linear"}

-- ---- Attributes --------------------------------------------------------------------

local ALL = {
  hidden_size = {name = "hidden_size", type = "integer", min = 1, required = true, doc = "units H"},
  num_layers = {name = "num_layers", type = "integer", min = 1, max = 256, default = 1,
    doc = "layers on top of each other; each reads what the one below returns"},
  bias = {name = "bias", type = "boolean", default = true, doc = "whether there are bias tensors"},
  bidirectional = {name = "bidirectional", type = "boolean", default = false,
    doc = "a second walk, backwards in time, in each layer; the result has both, forward first, on C"},
  proj_size = {name = "proj_size", type = "integer", min = 0, default = 0, doc = "if not 0, h is projected to so many features"},
  nonlinearity = {name = "nonlinearity", type = "choice", choices = {"tanh", "relu"}, default = "tanh",
    doc = "PyTorch's name of `activation`, which goes before it"},
  activation = {name = "activation", type = "choice", choices = ACTIVATIONS, default = "tanh",
    doc = "of the candidate and, in an lstm, of what the output gate lets through"},
  recurrent_activation = {name = "recurrent_activation", type = "choice", choices = ACTIVATIONS, default = "sigmoid",
    doc = "of the gates; hard_sigmoid is clip(x/6 + 1/2), hard_sigmoid_keras2 clip(0.2x + 1/2)"},
  reverse = {name = "reverse", type = "boolean", default = false,
    doc = "walks T backwards; the result stands in the order of time"},
  peephole = {name = "peephole", type = "boolean", default = false,
    doc = "the gates see the cell: i and f the old one, o the new one (weight_ci, weight_cf, weight_co)"},
  reset_after = {name = "reset_after", type = "boolean", default = true,
    doc = "the reset gate works behind the product with h, as in PyTorch and Keras; false: before it"},
  initial_h = {name = "initial_h", type = "source",
    doc = "the first h, axes D, N, C (D may lack where it is 1); default zeros; in a stream that of the first call after reset"},
  initial_c = {name = "initial_c", type = "source", doc = "the first c, likewise"},
}

--- The attributes of these names, in this order; `changes` {name → {field → value}} may be nil.
function recurrent.attributes(names, changes)
  local list = {}
  for i, name in ipairs(names) do
    list[i] = {}
    for field, value in pairs(ALL[name]) do list[i][field] = value end
    for field, value in pairs(changes and changes[name] or {}) do list[i][field] = value end
  end
  return list
end

-- ---- Shapes ------------------------------------------------------------------------

local function fail(node, cx, attribute, e)
  e.mark = attribute and node.marks[attribute] or node.mark
  e.message = string.format("layer '%s': %s", node.name, e.message)
  cx.diag:error(e)
  return nil
end

local function axes_text(x)
  local parts = {}
  for i, axis in ipairs(x.axes) do parts[i] = axis .. " " .. x.size[axis] end
  return #parts > 0 and table.concat(parts, ", ") or "one number"
end

local function has(x, axis)
  return x.size[axis] ~= nil
end

local function check_input(node, x, cx)
  if has(x, "D") or not has(x, "T") or not has(x, "C") then
    return fail(node, cx, "from", {message = node.op .. " walks along T over the features in C", found = "an input of " .. axes_text(x),
      expected = "axes T and C, and N for a batch", fix = not has(x, "T")
        and string.format("give the whole sequence, or for one step of it `op: %s_cell`", node.op == "rnn" and "gru" or node.op)
        or "bring the input into this form with `reshape` or `select`"})
  end
  if x.dtype ~= "f32" then
    return fail(node, cx, "from", {message = "its input holds integers", found = x.dtype, expected = "f32",
      fix = "put an `embedding` or a `cast` before it"})
  end
  return true
end

local function check_convention(node, layer, cx)
  local convention = node.layer.convention
  if convention == "pytorch" or not convention then return true end
  if layer.layers > 1 then
    return fail(node, cx, "num_layers", {message = string.format("the convention '%s' has one layer a tensor", convention),
      found = "num_layers " .. layer.layers, expected = "num_layers 1",
      fix = string.format("write %d %s layers, one behind the other", layer.layers, node.op)})
  end
  if layer.projected then
    return fail(node, cx, "proj_size", {message = string.format("the convention '%s' has no projection", convention),
      found = "proj_size " .. layer.out, expected = "proj_size 0", fix = "write `convention: pytorch` on this layer"})
  end
  return true
end

local function check_sizes(node, layer, cx)
  if layer.projected and layer.out >= layer.hidden then
    return fail(node, cx, "proj_size", {message = "the projection is not smaller than the hidden state",
      found = string.format("proj_size %d, hidden_size %d", layer.out, layer.hidden), expected = "proj_size below hidden_size",
      fix = "leave `proj_size` out, or add a `linear` layer behind"})
  end
  local a = node.attrs
  if a.activation and node.given.nonlinearity and a.activation ~= a.nonlinearity then
    return fail(node, cx, "activation", {message = "it has two activations",
      found = string.format("activation: %s and nonlinearity: %s", a.activation, a.nonlinearity), expected = "one of them",
      fix = "take one away: they mean the same"})
  end
  if layer.reverse and layer.directions == 2 then
    return fail(node, cx, "reverse", {message = "a bidirectional layer walks both ways already",
      found = "reverse: true and bidirectional: true", expected = "one of them",
      fix = "take `reverse` away; or `bidirectional`, where it should walk backwards alone"})
  end
  return check_convention(node, layer, cx)
end

-- A state that comes in: units in C, rows in N, walks in D.
local function check_state(node, attribute, state, units, walks, x, cx)
  if not state or not state.axes then return true end     -- zeros, or from the weights
  local wanted = {D = walks, N = x.size.N or 1, C = units}
  local fits = state.dtype == "f32" and has(state, "C") and (has(state, "D") or walks == 1) and (has(state, "N") or wanted.N == 1)
  for axis, size in pairs(state.size) do
    fits = fits and size == wanted[axis]
  end
  if fits then return true end
  local expected = string.format("%s%sC %d", walks > 1 and "D " .. walks .. ", " or "", x.size.N and "N " .. wanted.N .. ", " or "", units)
  return fail(node, cx, node.attrs[attribute] and attribute or "from", {message = string.format("%s does not fit", attribute),
    found = string.format("'%s' with %s%s", state.name, axes_text(state), state.dtype ~= "f32" and " of " .. state.dtype or ""),
    expected = expected .. (state.dtype ~= "f32" and " of f32" or ""),
    fix = "give a state of that shape" .. (node.attrs[attribute] and ", or none: it is zero then" or "")})
end

local function with_size(x, axes, changes)
  local size = {}
  for _, axis in ipairs(axes) do size[axis] = changes[axis] or x.size[axis] end
  return size
end

--- Shapes of a layer: the sequence, h_n and, for an lstm, c_n.
function recurrent.shape(node, inputs, cx)
  local x, layer = inputs[1], recurrent_kinds.measure(node)
  if not check_input(node, x, cx) or not check_sizes(node, layer, cx) then return nil end
  local walks = layer.layers * layer.directions
  local fits = check_state(node, "initial_h", cx.refs.initial_h, layer.out, walks, x, cx)
  fits = check_state(node, "initial_c", cx.refs.initial_c, layer.hidden, walks, x, cx) and fits
  if not fits then return nil end
  local axes = has(x, "N") and {"D", "N", "C"} or {"D", "C"}
  local results = {
    {axes = x.axes, size = with_size(x, x.axes, {C = layer.directions * layer.out}), length = x.length},
    {axes = axes, size = with_size(x, axes, {D = walks, C = layer.out})},
  }
  if layer.has_c then results[3] = {axes = axes, size = with_size(x, axes, {D = walks, C = layer.hidden})} end
  return results
end

--- Shapes of a cell: the new h and, for an lstm_cell, the new c.
function recurrent.cell_shape(node, inputs, cx)
  local x, layer = inputs[1], recurrent_kinds.measure(node)
  if has(x, "T") or has(x, "D") or not has(x, "C") or x.dtype ~= "f32" then
    return fail(node, cx, "from", {message = node.op .. " takes one step: features in C, rows in N", found = axes_text(x),
      expected = "axes C, and N for a batch, of f32", fix = has(x, "T")
        and string.format("write `op: %s` for a whole sequence, or `select` one step", layer.kind) or "bring the input into this form"})
  end
  for i, name in ipairs {"h", "c"} do
    if inputs[i + 1] and not check_state(node, name, inputs[i + 1], layer.hidden, 1, x, cx) then return nil end
  end
  local size = with_size(x, x.axes, {C = layer.hidden})
  local results = {{axes = x.axes, size = size}}
  if layer.has_c then results[2] = {axes = x.axes, size = with_size(x, x.axes, {C = layer.hidden})} end
  return results
end

--- What {tensor: NAME} has to look like for initial_h and initial_c.
function recurrent.constants(node, inputs)
  local x, layer = inputs[1], recurrent_kinds.measure(node)
  local axes = has(x, "N") and {"D", "N", "C"} or {"D", "C"}
  local function state(units)
    return {axes = axes, size = with_size(x, axes, {D = layer.layers * layer.directions, C = units})}
  end
  return {initial_h = state(layer.out), initial_c = state(layer.hidden)}
end

--- Why the layer can't stream, and what to do.
function recurrent.stream(node)
  if node.attrs.bidirectional then
    return "its backward half begins at the end of the sequence", "write `bidirectional: false`, or `mode: sequence`"
  elseif node.attrs.reverse then
    return "it walks backwards from the end of the sequence", "write `reverse: false`, or `mode: sequence`"
  end
end

--- Multiply-adds of one call.
function recurrent.macs(node, inputs)
  local x, layer = inputs[1], recurrent_kinds.measure(node)
  local steps, n = (x.size.N or 1) * (x.size.T or 1), 0
  for l = 1, layer.layers do
    local width = l == 1 and x.size.C or layer.directions * layer.out
    n = n + layer.gates * layer.hidden * (width + layer.out) + (layer.projected and layer.hidden * layer.out or 0)
  end
  return steps * layer.directions * n
end

-- ---- Plans -------------------------------------------------------------------------

--- Of a layer: results the sequence, h_n, c_n; those that nobody reads are absent.
function recurrent.plan(node, inputs, outputs, cx)
  return recurrent_plan.plan(node, {x = inputs[1], y = outputs[1], h_out = outputs[2], c_out = outputs[3],
    h_in = cx.refs.initial_h, c_in = cx.refs.initial_c}, cx)
end

--- Of a cell: x, h, c in; the new h and c out.
function recurrent.cell_plan(node, inputs, outputs, cx)
  return recurrent_plan.plan(node, {x = inputs[1], h_in = inputs[2], c_in = inputs[3], h_out = outputs[1],
    c_out = outputs[2]}, cx, true)
end

return recurrent
