--- draw_storage: where a drawn model's weights stand: in which container and types, under which names, in whose order of axes
-- and gates, or in the spec itself.
--
-- model.container = a name in containers.kinds, model.convention = that of the spec's top
-- layer.store     = {convention, prefix = in place of the layer's name, renamed = true where `tensors:` names each,
--                   inline = true where the numbers stand in the spec, dtype, order, fortran: see containers.lua}

local containers = require "containers"
local conventions = require "conventions"

local draw_storage = {}

local CONVENTIONS = {"pytorch", "keras", "onnx", "d2l"}

-- The attributes by name, as conventions.lua takes them.
local function attributes(layer)
  local attr = {}
  for _, one in ipairs(layer.attrs) do attr[one[1]] = one[2] end
  return {op = layer.op, attr = attr}
end

local function draw_convention(d, m, layer)
  local wanted = d:once_in(3) and d:pick(CONVENTIONS) or m.convention
  return conventions.fits(attributes(layer), wanted) and wanted or "pytorch"
end

local function text_of(layer)
  local parts = {layer.op, layer.store.convention}
  for _, attr in ipairs(layer.attrs) do
    parts[#parts + 1] = attr[1] .. (type(attr[2]) == "table" and table.concat(attr[2], " ") or tostring(attr[2]))
  end
  return table.concat(parts, " ")
end

-- A layer of the same kind whose weights may serve this one too.
local function find_twin(m, i)
  for k = 1, i - 1 do
    local other = m.layers[k]
    local width, others = m:find(m.layers[i].from[1]).C, m:find(other.from[1]).C
    if other.store and not other.store.inline and other.op == m.layers[i].op and text_of(other) == text_of(m.layers[i])
      and width == others and other.positive_weights == m.layers[i].positive_weights then
      return other
    end
  end
end

local function draw_layer(d, m, i, dtypes)
  local layer = m.layers[i]
  local store = {convention = draw_convention(d, m, layer), dtype = d:pick(dtypes), order = d:once_in(6) and ">" or "<", fortran = d:once_in(6)}
  layer.store = store
  local twin = find_twin(m, i)
  if twin then
    layer.store = twin.store
    twin.store.prefix = twin.store.prefix or twin.name
    return
  end
  local how = d:int(1, 8)
  if how == 1 then store.inline = true end
  if how == 2 then store.renamed = true end
  if how == 3 then store.prefix = "net." .. layer.name end
end

function draw_storage.draw(d, m)
  local kinds = {"folder", "npz", "safetensors"}
  m.container = d:pick(kinds)
  m.convention = d:once_in(2) and "pytorch" or d:pick(CONVENTIONS)
  local dtypes = d:once_in(2) and {"f32"} or containers.kinds[m.container].dtypes
  for i, layer in ipairs(m.layers) do
    if conventions.forms[layer.op] then draw_layer(d, m, i, dtypes) end
  end
end

--- The name under which a layer's tensor is stored.
function draw_storage.stored_name(layer, name)
  local stored = (layer.store.prefix or layer.name) .. "." .. name
  return layer.store.renamed and "other." .. stored:gsub("%.", "_") or stored
end

draw_storage.attributes = attributes

return draw_storage
