--- draw_weights: the numbers of a drawn model: for seqgen as draw_storage has chosen, for PyTorch as .npy under PyTorch's names.
--
-- Which tensors the layers have, and their shapes, `seqgen --dump weights` says of plain.yaml: `name = "l1"`, then
-- `weight = <f32 [4][3]>` for each; `constant = <f32 [1][2][3]>` and its name for those that attributes take.

local arrays = require "arrays"
local containers = require "containers"
local conventions = require "conventions"
local dice = require "dice"
local draw_storage = require "draw_storage"
local sorted_keys = require "sorted_keys"

local draw_weights = {}

local MOST_INLINE = 2000      -- numbers of a layer in the spec itself; beyond, they go to the container

local function shape_of(text)
  local shape = {}
  for size in text:gmatch "%d+" do shape[#shape + 1] = tonumber(size) end
  return shape
end

-- {layer = name → list of {name, shape}, constants = list of {name, shape}}
local function tensors_of(seqgen, spec)
  local pipe <close> = assert(io.popen(string.format("'%s' --dump weights '%s' 2>/dev/null", seqgen, spec)))
  local found, layer, constant = {layer = {}, constants = {}}, nil, nil
  for line in pipe:lines() do
    layer = line:match '^%s+name = "(.-)",$' or layer
    constant = line:match "^%s+constant = <f32 (.-)>,$" or constant
    local named = line:match '^%s+constant_name = "(.-)",$'
    if named and constant then table.insert(found.constants, {name = named, shape = shape_of(constant)}) end
    local parameter, sizes = line:match '^%s+%[?"?([%w_.]+)"?%]? = <f32 (.-)>,$'
    if parameter and parameter ~= "constant" then
      found.layer[layer] = found.layer[layer] or {}
      table.insert(found.layer[layer], {name = parameter, shape = shape_of(sizes)})
    end
  end
  return found
end

-- Lowest and highest value: a signal neither fades nor explodes, a scale or variance is near 1.
local function range_of(layer, tensor)
  local fan_in = arrays.count(tensor.shape) / tensor.shape[1]
  if layer.positive_weights then
    if #tensor.shape > 1 then return 0, 2 / fan_in end
    return 0.2, 0.5
  end
  local scale = layer.weight_scale or 1
  if #tensor.shape > 1 then return -scale * math.sqrt(3 / fan_in), scale * math.sqrt(3 / fan_in) end
  if tensor.name == "weight" or tensor.name == "running_var" then return 0.5, 1.5 end
  return -0.4 * scale, 0.4 * scale
end

local function draw_array(d, shape, low, high, dtype)
  return arrays.make(shape, function() return containers.rounded(d:number(low, high), dtype) end)
end

-- PyTorch's tensors of a layer: name → array.
local function draw_layer(d, layer, list)
  local w, like = {}, draw_storage.attributes(layer)
  for _, tensor in ipairs(list) do
    local low, high = range_of(layer, tensor)
    local absent = tensor.name:find "^bias_hh" and layer.store.convention ~= "pytorch" and conventions.has_one_bias(like, layer.store.convention)
    w[tensor.name] = draw_array(d, tensor.shape, absent and 0 or low, absent and 0 or high, layer.store.dtype)
  end
  return w
end

local function keep_for_pytorch(folder, name, array)
  containers.write(string.format("%s/pytorch/%s.npy", folder, name), containers.npy(array, "f32", "<", false))
end

local function count_all(parts)
  local n = 0
  for _, array in pairs(parts) do n = n + #array end
  return n
end

-- Puts a layer's tensors where the spec says they are: on the layer, or into the list of those stored.
local function store(layer, w, stored, taken)
  local how = layer.store
  layer.inline, layer.names = nil, nil
  local parts = conventions.stored(draw_storage.attributes(layer), how.convention, w)
  if how.inline and count_all(parts) <= MOST_INLINE then
    layer.inline = parts
    return
  end
  layer.names = {}
  for _, name in ipairs(sorted_keys(parts)) do
    local full = draw_storage.stored_name(layer, name)
    layer.names[name] = full
    if not taken[full] then stored[#stored + 1] = {name = full, array = parts[name], dtype = how.dtype, order = how.order, fortran = how.fortran} end
    taken[full] = true
  end
end

--- Writes FOLDER/pytorch and the container; returns whether there is a container.
function draw_weights.write(model, seqgen, folder)
  local found, stored, taken, shared = tensors_of(seqgen, folder .. "/plain.yaml"), {}, {}, {}
  local d = dice.new(model.seed)
  for _, layer in ipairs(model.layers) do
    local list = found.layer[layer.name]
    if list then
      local key = layer.store.prefix or layer.name
      shared[key] = shared[key] or draw_layer(d, layer, list)
      for name, array in pairs(shared[key]) do keep_for_pytorch(folder, layer.name .. "." .. name, array) end
      store(layer, shared[key], stored, taken)
    end
  end
  for _, tensor in ipairs(found.constants) do
    local array = draw_array(d, tensor.shape, -0.4, 0.4, "f32")
    keep_for_pytorch(folder, tensor.name, array)
    stored[#stored + 1] = {name = tensor.name, array = array, dtype = "f32", order = "<"}
  end
  local kind = containers.kinds[model.container]
  if #stored > 0 then kind.write(folder .. "/" .. kind.name, stored) end
  return #stored > 0
end

return draw_weights
