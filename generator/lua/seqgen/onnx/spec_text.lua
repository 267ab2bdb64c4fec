--- onnx.spec_text: an imported model as the text of a spec, and its weights as a safetensors file.

local json = require "seqgen.json"
local tables = require "seqgen.tables"

local spec_text = {}

-- ---- YAML, in flow style, a layer a line ------------------------------------------------------------------------------------

local value_text

local function mapping_text(map)
  local parts = {}
  for _, key in ipairs(tables.sorted_keys(map)) do parts[#parts + 1] = key .. ": " .. value_text(map[key]) end
  return "{" .. table.concat(parts, ", ") .. "}"
end

-- The shortest decimal that is the same float32.
local function float_text(v)
  if v == math.floor(v) and math.abs(v) < 1e15 then return string.format("%d", v) end
  for digits = 6, 8 do
    local text = string.format("%." .. digits .. "g", v)
    if string.pack("f", tonumber(text)) == string.pack("f", v) then return text end
  end
  return string.format("%.9g", v)
end

local WORDS = {["true"] = true, ["false"] = true, null = true, y = true, n = true, yes = true, no = true, on = true, off = true}

local function string_text(v)
  if v:find("^%a[%w_./ -]*$") and not WORDS[v:lower()] then return v end
  return '"' .. v:gsub('[\\"]', "\\%0"):gsub("%c", function(c) return string.format("\\x%02x", c:byte()) end) .. '"'
end

function value_text(v)
  if math.type(v) == "float" then return float_text(v) end
  if type(v) == "string" then return string_text(v) end
  if type(v) ~= "table" then return tostring(v) end
  if #v == 0 then return mapping_text(v) end
  local parts = {}
  for i, item in ipairs(v) do parts[i] = value_text(item) end
  return "[" .. table.concat(parts, ", ") .. "]"
end

local function attribute_of(op, key)
  for _, attribute in ipairs(op.attributes) do
    if attribute.name == key then return attribute end
  end
end

-- "key: value" as short as can be: [1, 1] on both sides is 1 on each, and what a layer does by default need not be said.
local function attribute_text(attribute, value)
  if attribute.type == "padding" and type(value) == "table" and value[1] == value[2] then value = value[1] end
  if value == nil or value == attribute.default then return nil end
  return attribute.name .. ": " .. value_text(value)
end

local function layer_line(layer, before, ops)
  local parts = {"op: " .. layer.op, "name: " .. value_text(layer.name)}
  local from = #layer.from == 1 and layer.from[1] or layer.from
  if from ~= before then parts[#parts + 1] = "from: " .. value_text(from) end
  for _, pair in ipairs(layer.attributes) do
    parts[#parts + 1] = attribute_text(attribute_of(ops[layer.op], pair[1]), pair[2])
  end
  if layer.convention then parts[#parts + 1] = "convention: " .. layer.convention end
  return "  - {" .. table.concat(parts, ", ") .. "}"
end

--- The spec's lines.  name: the model's; weights: the name of its weights' file, nil for none; source: what it was made from.
function spec_text.lines(spec, name, weights, source, ops)
  local lines = {"# Imported from " .. source:gsub("%c", " ") .. " by seqgen.", "seqgen: 1", "name: " .. value_text(name)}
  if weights then
    lines[#lines + 1] = "weights: " .. value_text(weights)
    lines[#lines + 1] = "convention: onnx"
  end
  lines[#lines + 1] = "\ninputs:"
  for _, input in ipairs(spec.inputs) do
    lines[#lines + 1] = string.format("  %s: {layout: %s, shape: %s%s}", value_text(input.name), value_text(input.layout), value_text(input.shape),
      input.dtype == "i32" and ", dtype: i32" or "")
  end
  lines[#lines + 1] = "\nlayers:"
  local before = spec.inputs[1] and spec.inputs[1].name
  for _, layer in ipairs(spec.layers) do
    lines[#lines + 1] = layer_line(layer, before, ops)
    before = layer.name
  end
  lines[#lines + 1] = "\noutputs:"
  for _, output in ipairs(spec.outputs) do
    lines[#lines + 1] = string.format("  %s: {from: %s, layout: %s}", value_text(output.name), value_text(output.from), value_text(output.layout))
  end
  return table.concat(lines, "\n") .. "\n"
end

-- ---- Weights ------------------------------------------------------------------------------------------------------------------

--- The pieces of a safetensors file of the layers' weights, LAYER.PARAMETER; nil where there are none.
function spec_text.weights(spec)
  local header, pieces, at = {}, {}, 0
  for _, layer in ipairs(spec.layers) do
    for _, parameter in ipairs(tables.sorted_keys(layer.weights)) do
      local t = layer.weights[parameter]
      header[layer.name .. "." .. parameter] = {dtype = "F32", shape = json.array(t:shape()), data_offsets = {at, at + 4 * t:count()}}
      pieces[#pieces + 1], at = t:raw(), at + 4 * t:count()
    end
  end
  if #pieces == 0 then return nil end
  local text = json.encode(header)
  text = text .. string.rep(" ", -#text % 8)
  table.insert(pieces, 1, string.pack("<I8", #text) .. text)
  return pieces
end

return spec_text
