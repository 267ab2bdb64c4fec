--- shrink: a smaller model that fails as well, by leaving out one thing after another as long as it does.

local shrink = {}

local function copy(v)
  if type(v) ~= "table" then return v end
  local result = {}
  for k, item in pairs(v) do result[k] = copy(item) end
  return result
end

local function same(a, b)
  if type(a) ~= "table" or type(b) ~= "table" then return a == b end
  for k, v in pairs(a) do
    if not same(v, b[k]) then return false end
  end
  for k in pairs(b) do
    if a[k] == nil then return false end
  end
  return true
end

-- Whoever read layer i reads its first input instead; its states are gone.
local function without_layer(model, i)
  local layer = table.remove(model.layers, i)
  local function reader(name) return name == layer.name and layer.from[1] or name end
  for _, other in ipairs(model.layers) do
    for k, name in ipairs(other.from) do other.from[k] = reader(name) end
  end
  for k = #model.outputs, 1, -1 do
    local y = model.outputs[k]
    if y.from:match "^[^.]*" == layer.name and y.from:find "%." then table.remove(model.outputs, k) end
    y.from = reader(y.from)
  end
end

local function rows(model, N)
  for _, x in ipairs(model.inputs) do x.N = N end
end

-- Inputs that nothing reads.
local function without_inputs(model)
  local text = {}
  for _, layer in ipairs(model.layers) do
    text[#text + 1] = table.concat(layer.from, " ")
    for _, attr in ipairs(layer.attrs) do text[#text + 1] = tostring(attr[2]) end
  end
  for _, y in ipairs(model.outputs) do text[#text + 1] = y.from end
  local all = " " .. table.concat(text, " ") .. " "
  for i = #model.inputs, 1, -1 do
    if not all:find(" " .. model.inputs[i].name .. " ", 1, true) then table.remove(model.inputs, i) end
  end
end

-- Each list in turn with one of its items left out.
local function candidates(model)
  local found = {}
  local function try(change)
    local smaller = copy(model)
    change(smaller)
    without_inputs(smaller)
    if #smaller.outputs > 0 and #smaller.inputs > 0 and not same(smaller, model) then found[#found + 1] = smaller end
  end
  for i = #model.layers, 1, -1 do try(function(m) without_layer(m, i) end) end
  for i = #model.outputs, 1, -1 do try(function(m) table.remove(m.outputs, i) end) end
  for i, layer in ipairs(model.layers) do
    for k in ipairs(layer.attrs) do try(function(m) table.remove(m.layers[i].attrs, k) end) end
  end
  try(function(m) rows(m, 1) end)
  for i, layer in ipairs(model.layers) do
    if layer.store then try(function(m) m.layers[i].store = {convention = "pytorch", dtype = "f32", order = "<"} end) end
  end
  for _, change in ipairs {{options = ""}, {bad_lengths = {}}, {sets = {model.sets[1]}}, {bad_id = false}, {container = "folder"}} do
    try(function(m)
      for key, plain in pairs(change) do m[key] = plain end
    end)
  end
  return found
end

--- fails(model) → true where the smaller model is right and fails.
function shrink.run(model, fails)
  local left = 150
  local again = true
  while again do
    again = false
    for _, smaller in ipairs(candidates(model)) do
      left = left - 1
      if left < 0 then return model end
      if fails(smaller) then
        model, again = smaller, true
        break
      end
    end
  end
  return model
end

return shrink
