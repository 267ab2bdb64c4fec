--- json: writes Lua values as JSON text, indented, the keys of an object in order of the alphabet.
--
-- A table with a first element, or one made by json.array, is an array; every other is an object.

local tables = require "seqgen.tables"

local json = {}

local ARRAY = {}

--- Marks a list as an array, which an empty one needs.
function json.array(list)
  return setmetatable(list, ARRAY)
end

local ESCAPES = {['"'] = '\\"', ["\\"] = "\\\\", ["\n"] = "\\n", ["\t"] = "\\t", ["\r"] = "\\r"}

local function text(value)
  return '"' .. value:gsub('[%c"\\]', function(c)
    return ESCAPES[c] or string.format("\\u%04x", c:byte())
  end) .. '"'
end

local encode

local function array(list, indent)
  local parts, flat = {}, true
  for i, item in ipairs(list) do
    parts[i] = encode(item, indent .. "  ")
    flat = flat and type(item) ~= "table"
  end
  if #parts == 0 or flat then return "[" .. table.concat(parts, ", ") .. "]" end
  return "[\n" .. indent .. "  " .. table.concat(parts, ",\n" .. indent .. "  ") .. "\n" .. indent .. "]"
end

local function object(map, indent)
  local parts = {}
  for i, name in ipairs(tables.sorted_keys(map)) do parts[i] = text(name) .. ": " .. encode(map[name], indent .. "  ") end
  if #parts == 0 then return "{}" end
  return "{\n" .. indent .. "  " .. table.concat(parts, ",\n" .. indent .. "  ") .. "\n" .. indent .. "}"
end

function encode(value, indent)
  if type(value) == "string" then return text(value) end
  if math.type(value) == "integer" then return string.format("%d", value) end
  if math.type(value) then return string.format("%.17g", value) end
  if type(value) ~= "table" then return tostring(value) end
  if value[1] ~= nil or getmetatable(value) == ARRAY then return array(value, indent) end
  return object(value, indent)
end

--- The value as JSON text that ends with a newline.
function json.encode(value)
  return encode(value, "") .. "\n"
end

return json
