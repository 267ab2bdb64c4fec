--- draw_model: a random model that is right: inputs, layers over what is there so far, outputs in any layout.
--
-- model  {mode, chunk = nil | "any" | steps, variable, inputs = {…}, layers = {{op, name, from = {…}, attrs}…},
--         outputs = {{name, from, layout}…}, sets = how many, chunks = {{…}…}}

local drawers = require "draw_layers"

local draw_model = {}

local NAMES = {}
for name in pairs(drawers) do NAMES[#NAMES + 1] = name end
table.sort(NAMES)

-- What is drawn for a tensor without T, and for one without C.
local WITHOUT_C = {"tanh", "sigmoid", "gelu", "abs", "identity", "softsign"}
local WITHOUT_T = {"linear", "batch_norm", "layer_norm", "tanh", "sigmoid", "gelu", "affine", "prelu", "repeat", "identity", "bound"}
local BINARY = {"add", "sub", "mul", "maximum", "minimum"}

local function without(axes, axis)
  return (axes:gsub(axis, ""))
end

local function shuffled(d, axes)
  local letters = {}
  for a in axes:gmatch "." do letters[#letters + 1] = a end
  return table.concat(d:shuffle(letters))
end

-- Lengths of T: fixed, or three sets of a variable one, or the whole of a stream.
local function draw_lengths(d, model)
  local kind = d:int(1, 4)
  model.mode, model.sets = "sequence", 1
  if kind == 1 then
    model.variable, model.sets = true, 3
    local longest = d:int(6, 14)
    return {longest, d:int(3, longest), d:int(2, 5)}
  elseif kind == 2 then
    model.mode, model.chunk = "stream", d:once_in(2) and "any" or d:pick {1, 2, 4, 6, 12}
    return {12}
  end
  return {d:once_in(8) and d:int(15, 60) or d:int(1, 14)}
end

local function add(model, op, from, attrs, x, change)
  local name = "l" .. #model.layers + 1
  local y = {name = name, N = x.N, T = change.T or x.T, C = change.C or x.C, rate = change.rate or x.rate, axes = x.axes,
    fixed = change.fixed or x.fixed, states = change.states}
  if change.axes then y.axes = without(x.axes, change.axes:sub(-1)) end
  model.layers[#model.layers + 1] = {op = op, name = name, from = from, attrs = attrs}
  model.tensors[#model.tensors + 1] = y
end

local function draw_inputs(d, model)
  local axes = d:once_in(3) and "TC" or "NTC"
  local N, T = d:once_in(6) and d:int(4, 9) or d:int(1, 3), draw_lengths(d, model)
  for i = 1, d:once_in(4) and 2 or 1 do
    local x = {name = "x" .. i, axes = axes, N = N, T = T, C = d:once_in(6) and d:int(15, 40) or d:int(1, 12), rate = 1}
    x.layout = shuffled(d, axes)
    model.inputs[i], model.tensors[i] = x, x
  end
  if d:once_in(6) then
    local ids = {name = "ids", axes = without(axes, "C"), N = N, T = T, C = 1, below = d:int(2, 9), rate = 1}
    ids.layout = shuffled(d, ids.axes)
    model.inputs[#model.inputs + 1] = ids
    add(model, "embedding", {"ids"}, {{"num_embeddings", ids.below}, {"embedding_dim", d:int(1, 20)}}, model.tensors[1], {})
    model.tensors[#model.tensors].C = model.layers[1].attrs[2][2]
  end
end

local function same_lengths(a, b)
  return table.concat(a.T, " ") == table.concat(b.T, " ") and a.rate == b.rate and a.fixed == b.fixed
end

-- Two tensors joined, where two fit: element by element, or their channels side by side.
local function draw_join(d, model, x)
  for _, y in ipairs(d:shuffle(model.tensors)) do
    if y ~= x and y.axes == x.axes and (not x.axes:find "T" or same_lengths(x, y)) then
      if x.C == y.C and d:once_in(2) then return add(model, d:pick(BINARY), {x.name, y.name}, {}, x, {}) end
      if x.C + y.C <= 40 and x.axes:find "C" then return add(model, "concat", {x.name, y.name}, {{"axis", "C"}}, x, {C = x.C + y.C}) end
    elseif x.axes:find "T" and x.axes:find "C" and y.axes == without(x.axes, "C") and same_lengths(x, y) then
      return add(model, d:pick(BINARY), {x.name, y.name}, {}, x, {})
    elseif model.mode == "sequence" and x.axes:find "T" and y.axes == without(x.axes, "T") and x.C == y.C then
      return add(model, d:pick(BINARY), {x.name, y.name}, {}, x, {})
    end
  end
end

-- A cell over three tensors without T, of which those for h and c have as many channels.
local function draw_cell(d, model, x)
  local kind = d:pick {"lstm_cell", "gru_cell"}
  for _, h in ipairs(d:shuffle(model.tensors)) do
    if h.axes == x.axes then
      local from = kind == "lstm_cell" and {x.name, h.name, h.name} or {x.name, h.name}
      return add(model, kind, from, {{"hidden_size", h.C}}, x, {C = h.C})
    end
  end
end

local function draw_layer(d, model)
  local count = #model.tensors
  local x = model.tensors[d:once_in(3) and d:int(1, count) or count]
  if d:once_in(4) then return draw_join(d, model, x) end
  if not x.axes:find "T" and d:once_in(5) then return draw_cell(d, model, x) end
  local op = d:pick(not x.axes:find "C" and WITHOUT_C or x.axes:find "T" and NAMES or WITHOUT_T)
  local attrs, change = drawers[op](d, x, model)
  if attrs then add(model, op, {x.name}, attrs, x, change) end
end

local function add_output(model, from, layout)
  model.outputs[#model.outputs + 1] = {name = "y" .. #model.outputs + 1, from = from, layout = layout}
end

-- The last tensor, all that nobody reads, now and then another, and states of recurrent layers.
local function draw_outputs(d, model)
  local used, last = {}, model.tensors[#model.tensors]
  for _, layer in ipairs(model.layers) do
    for _, name in ipairs(layer.from) do used[name] = true end
  end
  for _, x in ipairs(model.tensors) do
    if x == last or not used[x.name] or d:once_in(8) then add_output(model, x.name, shuffled(d, x.axes)) end
    for _, state in ipairs {"h_n", "c_n"} do
      if x.states and x.states[state] and d:once_in(2) then
        add_output(model, x.name .. "." .. state, shuffled(d, (x.axes:gsub("T", "D"))))
      end
    end
  end
end

-- A row of chunks that make up the whole.
local function draw_chunks(d, model)
  local whole = model.inputs[1].T[1]
  if model.chunk ~= "any" then
    local row = {}
    for i = 1, whole // model.chunk do row[i] = model.chunk end
    return {row}
  end
  local uneven, ones, left = {}, {}, whole
  while left > 0 do
    uneven[#uneven + 1] = math.min(left, d:int(1, 5))
    left = left - uneven[#uneven]
  end
  for i = 1, whole do ones[i] = 1 end
  return {uneven, ones}
end

function draw_model.draw(d)
  local model = {inputs = {}, layers = {}, outputs = {}, tensors = {}, seed = d:int(1, 10000)}
  draw_inputs(d, model)
  local wanted = d:int(1, 8)
  for _ = 1, 40 do
    if #model.layers < wanted then draw_layer(d, model) end
  end
  if #model.layers == 0 then return nil end
  draw_outputs(d, model)
  if model.mode == "stream" then model.chunks = draw_chunks(d, model) end
  return model
end

return draw_model
