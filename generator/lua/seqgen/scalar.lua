--- scalar: what a YAML scalar means.  One strict resolver for the whole spec: YAML 1.2, core schema.
--
-- Only plain scalars are resolved; what stands in quotes is text.  So `yes` is text, `010` is ten and
-- `0o17` is fifteen.  An explicit core tag (`!!int "3"`) decides over the quotes.
-- Source: https://yaml.org/spec/1.2.2/#103-core-schema

local scalar = {}

local WORDS = {
  [""] = "null", ["~"] = "null", null = "null", Null = "null", NULL = "null",
  ["true"] = true, True = true, TRUE = true, ["false"] = false, False = false, FALSE = false,
  [".inf"] = math.huge, [".Inf"] = math.huge, [".INF"] = math.huge,
  ["+.inf"] = math.huge, ["+.Inf"] = math.huge, ["+.INF"] = math.huge,
  ["-.inf"] = -math.huge, ["-.Inf"] = -math.huge, ["-.INF"] = -math.huge,
  [".nan"] = 0 / 0, [".NaN"] = 0 / 0, [".NAN"] = 0 / 0,
}

local FLOATS = {
  "^[-+]?%d+%.?%d*$", "^[-+]?%.%d+$", "^[-+]?%d+%.?%d*[eE][-+]?%d+$", "^[-+]?%.%d+[eE][-+]?%d+$",
}

-- Digits of a base as an integer, or as a float where 64 bits do not hold it.  Lua's own conversion
-- of hexadecimal digits would wrap around.
local function from_digits(digits, base)
  local value = 0
  for digit in digits:gmatch(".") do
    local d = tonumber(digit, 16)
    if math.type(value) == "integer" and value > (math.maxinteger - d) // base then value = value + 0.0 end
    value = value * base + d
  end
  return value
end

local function number(text)
  if text:find("^[-+]?%d+$") then return "integer", tonumber(text) end
  local octal, hex = text:match("^0o([0-7]+)$"), text:match("^0x(%x+)$")
  if octal then return "integer", from_digits(octal, 8) end
  if hex then return "integer", from_digits(hex, 16) end
  for _, pattern in ipairs(FLOATS) do
    if text:find(pattern) then return "float", tonumber(text) + 0.0 end
  end
end

local function resolve_plain(text)
  local word = WORDS[text]
  if word == "null" then return "null" end
  if type(word) == "boolean" then return "boolean", word end
  if word then return "float", word end
  local kind, value = number(text)
  if kind then return kind, value end
  return "string", text
end

local TAGS = {str = "string", null = "null", bool = "boolean", int = "integer", float = "float"}

local function resolve_tagged(node)
  local wanted = TAGS[node.tag]
  if wanted == "string" then return "string", node.value end
  local kind, value = resolve_plain(node.value)
  if kind == "integer" and wanted == "float" then return "float", value + 0.0 end
  if kind ~= wanted then return "invalid" end
  return kind, value
end

--- Type and value of a node: "null"; "boolean"; "integer" (a float value where 64 bits do not hold it);
-- "float" (.inf and .nan too); "string"; "invalid" (text that its own tag does not allow);
-- else the node's kind: "sequence", "mapping", or "broken" for what was already reported.
function scalar.resolve(node)
  if node.kind ~= "scalar" then return node.kind end
  if node.tag then return resolve_tagged(node) end
  if node.plain then return resolve_plain(node.value) end
  return "string", node.value
end

--- The number as YAML that resolves to it again, without a fraction where it has none.
function scalar.text(value)
  local whole = math.tointeger(value)
  if whole then return string.format("%d", whole) end
  for digits = 15, 17 do
    local text = string.format("%." .. digits .. "g", value)
    if tonumber(text) == value then return text end
  end
  error("internal error: no text for the number " .. tostring(value))
end

return scalar
