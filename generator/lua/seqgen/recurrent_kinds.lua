--- recurrent_kinds: what tells lstm, gru and rnn apart: the products of a step, and their activations.
--
-- Sources  equations and gate order of torch.nn.LSTM, GRU and RNN (PyTorch 1.13); they stand in the templates

local elementwise = require "seqgen.elementwise"
local recurrent_tile = require "seqgen.recurrent_tile"

local recurrent_kinds = {}

local UNITS = recurrent_tile.UNITS

local function panels(units)
  return recurrent_tile.padded(units) // UNITS
end

--- How many blocks of hidden_size rows PyTorch's weight_ih has.
recurrent_kinds.GATES = {lstm = 4, gru = 3, rnn = 1}

--- "lstm" of an lstm and an lstm_cell.
function recurrent_kinds.of(node)
  return node.op:match("^%a+")
end

-- What sums are multiplied with before they go through runtime/gates.c, which works with powers of 2.
local LOG2_E = 1 / math.log(2)
local SCALES = {sigmoid = LOG2_E, tanh = 2 * LOG2_E}

-- Through which attribute each of PyTorch's gates goes.
local GATE_ATTRIBUTES = {
  lstm = {"recurrent_activation", "recurrent_activation", "activation", "recurrent_activation"},
  gru = {"recurrent_activation", "recurrent_activation", "activation"},
  rnn = {"activation"},
}

local function activation(node, attribute)
  return node.attrs[attribute] or node.attrs.nonlinearity
end

-- Of each gate: its weights are stored times this.
local function scales_of(node, kind)
  local scales = {}
  for i, attribute in ipairs(GATE_ATTRIBUTES[kind]) do scales[i] = SCALES[activation(node, attribute)] or 1 end
  return scales
end

--- The sizes that follow from the attributes alone.
function recurrent_kinds.measure(node)
  local a, kind = node.attrs, recurrent_kinds.of(node)
  local projected = a.proj_size and a.proj_size > 0
  return {kind = kind, gates = recurrent_kinds.GATES[kind], hidden = a.hidden_size, projected = projected,
    out = projected and a.proj_size or a.hidden_size, layers = a.num_layers or 1, directions = a.bidirectional and 2 or 1,
    reverse = a.reverse, bias = a.bias, peephole = a.peephole, has_c = kind == "lstm",
    reset_after = kind == "gru" and a.reset_after, scales = scales_of(node, kind)}
end

-- ---- Stages: see recurrent_plan.lua for their fields -----------------------------

local function main_stage(layer, gates)
  return {name = "step", update = "cell", gates = gates, x_gates = gates, h_gates = gates, units = layer.hidden, panels = panels(layer.hidden),
    terms = layer.out, w_x = "w_x", bias = layer.bias and "bias" or nil, w_h = "w_h", source = "now", source_offset = 0,
    source_row = layer.h_row, operands = {}}
end

local function in_panels(pointer, offset, row)
  return {pointer = pointer, offset = offset, row = row, panel = UNITS}
end

local stages = {}

function stages.lstm(layer)
  local step = main_stage(layer, {"i", "f", "g", "o"})
  step.operands = {in_panels("now", layer.c_at, layer.c_row), in_panels("next", layer.c_at, layer.c_row),
    layer.projected and in_panels("work", 0, layer.c_row) or in_panels("next", 0, layer.h_row)}
  if layer.peephole then
    step.operands[4] = {pointer = "peephole", offset = 0, row = 0, panel = 3 * UNITS}
  end
  if not layer.projected then return {step} end
  layer.work = layer.rows * layer.c_row
  return {step, {name = "step_project", update = "project", gates = {"y"}, x_gates = {}, h_gates = {"y"},
    units = layer.out, panels = panels(layer.out), terms = layer.hidden, w_h = "w_r", source = "work", source_offset = 0,
    source_row = layer.c_row, operands = {in_panels("next", 0, layer.h_row)}}}
end

-- x and n: the candidate's sums over x and over h, which the reset gate keeps apart.
local function reset_after(layer)
  local step = main_stage(layer, {"r", "z", "x"})
  step.gates, step.h_gates = {"r", "z", "x", "n"}, {"r", "z", "n"}
  step.start = layer.bias and "bias_h" or nil
  step.operands = {in_panels("now", 0, layer.h_row), in_panels("next", 0, layer.h_row)}
  return {step}
end

local function reset_before(layer)
  local gates, step = main_stage(layer, {"r", "z"}), main_stage(layer, {"n"})
  local z_at = layer.rows * layer.h_row
  layer.work = 2 * z_at
  gates.name, gates.update = "step_gates", "gates"
  gates.operands = {in_panels("now", 0, layer.h_row), in_panels("work", 0, layer.h_row), in_panels("work", z_at, layer.h_row)}
  step.w_x, step.bias, step.w_h = "w_xn", layer.bias and "bias_n" or nil, "w_hn"
  step.source = "work"
  step.operands = {in_panels("work", z_at, layer.h_row), in_panels("now", 0, layer.h_row), in_panels("next", 0, layer.h_row)}
  return {gates, step}
end

function stages.gru(layer)
  return (layer.reset_after and reset_after or reset_before)(layer)
end

function stages.rnn(layer)
  local step = main_stage(layer, {"n"})
  step.operands = {in_panels("next", 0, layer.h_row)}
  return {step}
end

--- The products of one step, in order; sets layer.work to the floats they need beside h and c.
function recurrent_kinds.stages(layer)
  layer.work = 0
  return stages[layer.kind](layer)
end

-- ---- Activations -------------------------------------------------------------------

-- What is not an operator's own expression: C text, @ for the argument, GATE for what its gates' functions begin with.
local OWN = {
  linear = "+@",      -- not a bare name: compilers warn of r = r
  sigmoid = "GATE_sigmoid(@)",
  tanh = "GATE_tanh(@)",
  hard_sigmoid_keras2 = "rt_at_least(rt_at_most(@ * 0.2f + 0.5f, rt_splat(1.0f)), rt_splat(0.0f))",
}

-- The file of runtime/ with the gates of a layer, and what its functions' names begin with.
local function gates_of(node)
  if node.attrs.hidden_size <= UNITS then return "quick_gates", "rt_quick_gate" end
  return "gate_values", "rt_gate"
end

local function defaults(op)
  local attrs = {}
  for _, a in ipairs(op.attributes or {}) do attrs[a.name] = a.default end
  return attrs
end

local function apply(name, v, gate, ops)
  if OWN[name] then return (OWN[name]:gsub("@", v):gsub("GATE", gate)) end
  return ops[name].expression(defaults(ops[name]), v)
end

-- Names of C variables in the templates, and the attribute that each goes through.
local APPLIED = {
  lstm = {i = "recurrent_activation", f = "recurrent_activation", o = "recurrent_activation", g = "activation",
    c_new = "activation"},
  gru = {r = "recurrent_activation", z = "recurrent_activation", candidate = "activation"},
  rnn = {n = "activation"},
}

--- vars: C text `act_i`, … of each gate's activation, `shares`: whether they are those whose products share a division
-- (gates.c), `gate`: what the names of their functions begin with; runtime: the files they need.
function recurrent_kinds.functions(node, ops)
  local file, gate = gates_of(node)
  local vars, runtime, used = {gate = gate}, {"rows", "gate_sums"}, {}
  for variable, attribute in pairs(APPLIED[recurrent_kinds.of(node)]) do
    local name = activation(node, attribute)
    local v = variable == "c_new" and SCALES[name] and string.format("c_new * %.9gf", SCALES[name]) or variable
    vars["act_" .. variable] = apply(name, v, gate, ops)
    used[name] = true
  end
  vars.shares = node.attrs.activation == "tanh" and node.attrs.recurrent_activation == "sigmoid"
  for name in pairs(used) do
    local files = OWN[name] and {file} or elementwise.runtime(ops[name], defaults(ops[name]))
    table.move(files, 1, #files, #runtime + 1, runtime)
  end
  return vars, runtime
end

return recurrent_kinds
