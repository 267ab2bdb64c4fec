--- draw_model: a random model that is right: inputs, layers over what is there so far, outputs in any layout.

local draw_storage = require "draw_storage"
local drawers = require "draw_layers"
local elements = require "draw_elements"
local model = require "model"

local draw_model = {}

local OPTIONS = {"", "", "", "", "", "", "", "--strict", "--fast-math", "--optimize size", "--weights blob"}
local MOST_VALUE = 25      -- beyond it a layer comes between that makes values small

-- Names of operators, each as often as it is to be drawn.
local NAMES = {}
for name, drawer in pairs(drawers) do
  for _ = 1, drawer.often or 1 do NAMES[#NAMES + 1] = name end
end
table.sort(NAMES)

local function shuffled(d, axes)
  local letters = {}
  for a in axes:gmatch "." do letters[#letters + 1] = a end
  return table.concat(d:shuffle(letters))
end

-- ---- Inputs ------------------------------------------------------------------------------------

-- The caller's T: fixed, or each length up to a maximum, or the whole of a stream.
local function draw_frame(d)
  local kind = d:int(1, 4)
  if kind == 1 then
    local lengths = {}
    for i = 1, d:int(6, 14) do table.insert(lengths, 1, i) end
    return model.new {mode = "sequence", variable = true, lengths = lengths}
  elseif kind == 2 then
    local multiple = d:pick {1, 1, 2, 3, 4, 6}
    return model.new {mode = "stream", chunk = d:once_in(2) and "any" or multiple, multiple = multiple, lengths = {12}}
  end
  local T = d:once_in(20) and d:int(100, 300) or d:once_in(8) and d:int(15, 60) or d:int(1, 14)
  return model.new {mode = "sequence", lengths = {T}}
end

local function add_input(d, m, name, axes, sizes)
  local x = {name = name, axes = shuffled(d, axes), dtype = "f32", most = 1.5, ordered = true, exact = true, spread = true,
    T = m.lengths, rate = {caller = 1, own = 1}}
  for key, value in pairs(sizes) do x[key] = value end
  x.layout = x.axes
  if model.has(x, "T") and not model.has(x, "C") then x.axes, x.C = x.axes .. "C", 1 end
  if x.dtype == "f32" and d:once_in(4) then x.low = 0.3 end
  m.inputs[#m.inputs + 1], m.tensors[#m.tensors + 1] = x, x
end

local function draw_channels(d)
  return d:once_in(6) and d:int(15, 40) or d:int(1, 12)
end

-- Inputs beside the first: another sequence, a state, ids, lengths.
local MORE = {
  sequence = function(d, axes) return axes, {C = draw_channels(d)} end,
  row = function(d, axes) return model.without(axes, "T"), {C = draw_channels(d)} end,
  state = function(d, axes) return "D" .. model.without(axes, "T"), {C = draw_channels(d), D = d:int(1, 4)} end,
  ids = function(d, axes)
    local below = d:int(2, 9)
    return d:once_in(2) and model.without(axes, "C") or axes, {C = 1, dtype = "i32", below = below, spread = false}
  end,
  lengths = function(d, axes, m)
    return "N", {dtype = "i32", below = m.lengths[1] + 2, spread = false}
  end,
  numbers = function(d, axes) return axes, {C = d:int(1, 5), dtype = "i32", below = 9, spread = false} end,
  fixed = function(d, axes, m) return axes, {C = draw_channels(d), T = d:int(1, 9), fixed = m.variable} end,
}
local KINDS = {"sequence", "sequence", "row", "state", "ids", "ids", "lengths", "numbers", "fixed"}

local function fixed_steps(m, T)
  local list = {}
  for i in ipairs(m.lengths) do list[i] = T end
  return list
end

local function draw_inputs(d, m)
  local axes = d:pick {"NTC", "NTC", "NTC", "TC", "NT", "T"}
  local N = d:once_in(6) and d:int(4, 9) or d:int(1, 3)
  add_input(d, m, "x1", axes, {N = N, C = draw_channels(d)})
  axes = model.without(axes, "C") .. "C"
  for _ = 1, d:pick {0, 0, 0, 1, 1, 2} do
    local kind = d:pick(KINDS)
    local with, sizes = MORE[kind](d, axes, m)
    sizes.N = model.has({axes = axes}, "N") and N or 1
    if type(sizes.T) == "number" then sizes.T = fixed_steps(m, sizes.T) end
    if not (kind == "fixed" and m.mode == "stream") then add_input(d, m, "x" .. #m.inputs + 1, with, sizes) end
  end
end

-- ---- Layers ------------------------------------------------------------------------------------

local function suits(drawer, x)
  return model.has(x, drawer.needs) and (x.dtype == "f32" or drawer.ints)
    and not (drawer.lacks and x.axes:find("[" .. drawer.lacks .. "]"))
end

local function draw_layer(d, m)
  local count = #m.tensors
  local x = m.tensors[d:once_in(3) and d:int(1, count) or count]
  local name = d:pick(NAMES)
  if not suits(drawers[name], x) then return end
  if x.dtype == "f32" and x.most > MOST_VALUE then x = elements.small(d, x, m, MOST_VALUE) end
  local layers, refused = #m.layers, {table.unpack(m.refused, 1, #m.lengths)}
  drawers[name].draw(d, x, m)
  if #m.layers == layers then m.refused = refused end -- what came to nothing refuses no length
end

-- ---- Outputs -----------------------------------------------------------------------------------

-- The axes in any order; those of size 1 may lack, where another is left.
local function draw_layout(d, m, x)
  local axes = x.axes
  for axis in x.axes:gmatch "." do
    local follows = axis == "T" and not x.fixed and (m.variable or m.mode == "stream")
    if model.size(x, axis) == 1 and not follows and #axes > 1 and d:once_in(5) then axes = model.without(axes, axis) end
  end
  return shuffled(d, axes)
end

-- The last tensor, all that nobody reads but states, now and then another.
local function draw_outputs(d, m)
  local used = {}
  for _, layer in ipairs(m.layers) do
    for _, name in ipairs(layer.from) do used[name] = true end
    for _, attr in ipairs(layer.attrs) do used[attr[2]] = true end
  end
  for i, x in ipairs(m.tensors) do
    local wanted = i == #m.tensors or not used[x.name] and not x.name:find "%." or d:once_in(8)
    if wanted and x.axes ~= "" then
      m.outputs[#m.outputs + 1] = {name = "y" .. #m.outputs + 1, from = x.name, layout = draw_layout(d, m, x)}
    end
  end
end

-- ---- Calls -------------------------------------------------------------------------------------

-- Which of the lengths, by their index, are sets: the longest, the shortest, and one between.
local function draw_sets(d, m)
  local right = {}
  for i, length in ipairs(m.lengths) do
    if m.refused[i] then m.bad_lengths[#m.bad_lengths + 1] = length else right[#right + 1] = i end
  end
  local sets = {right[1]}
  if m.variable then
    sets[2], sets[3] = right[d:int(1, #right)], right[#right]
  end
  return sets
end

-- A row of chunks that make up the whole.
local function draw_chunks(d, m)
  local rows = {{}, {}}
  for i = 1, m.lengths[1] // m.multiple do rows[1][i] = m.multiple end
  local left = m.lengths[1]
  while left > 0 do
    local chunk = math.min(left, m.multiple * d:int(1, 4))
    table.insert(rows[2], chunk)
    left = left - chunk
  end
  return m.chunk == "any" and rows or {rows[1]}
end

-- An input's id that is no row of the table which looks it up: {input → id}, or nil.
local function draw_bad_id(d, m)
  for _, layer in ipairs(m.layers) do
    for _, x in ipairs(layer.op == "embedding" and m.inputs or {}) do
      if x.name == layer.from[1] then return {[x.name] = d:pick {-1, layer.attrs[1][2], 2147483647, -2147483648}} end
    end
  end
end

local function longest(rows)
  local most = 1
  for _, row in ipairs(rows) do most = math.max(most, table.unpack(row)) end
  return most
end

local function greatest_divisor(a, b)
  while b ~= 0 do a, b = b, a % b end
  return a
end

-- Chunks that do not give each layer whole steps.
local function add_bad_chunks(m)
  local multiple = 1
  for _, x in ipairs(m.tensors) do
    local steps = model.has(x, "T") and x.rate.caller // greatest_divisor(x.rate.caller, x.rate.own) or 1
    multiple = multiple * steps // greatest_divisor(multiple, steps)
  end
  for chunk = 1, m.chunk == "any" and m.longest or 0 do
    if chunk % multiple ~= 0 then table.insert(m.bad_lengths, chunk) end
  end
end

--- The model of a seed's dice; nil where no layer was found for its inputs.
function draw_model.draw(d)
  local m = draw_frame(d)
  m.seed, m.outputs, m.bad_lengths, m.options = d:int(1, 10000), {}, {}, d:pick(OPTIONS)
  m.wide = m.options == "--weights blob"      -- only large weights lie outside of the file
  draw_inputs(d, m)
  local wanted = d:int(1, 8)
  for _ = 1, 120 do
    if #m.layers < wanted then draw_layer(d, m) end
  end
  if #m.layers == 0 then return nil end
  draw_outputs(d, m)
  m.sets = draw_sets(d, m)
  if m.mode == "sequence" then m.bad_id = draw_bad_id(d, m) end
  if m.mode == "stream" then
    m.chunks = draw_chunks(d, m)
    m.longest = longest(m.chunks)
    add_bad_chunks(m)
  end
  draw_storage.draw(d, m)
  return m
end

return draw_model
