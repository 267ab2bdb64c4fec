--- attribute: the types that a value in the spec can have.
--
-- An attribute is {name=, type=, doc=, required=, default=} and what its type takes beside (min, max, above,
-- choices, count).  Each type says how it reads in words, which serves `seqgen help` and the errors alike, and
-- turns a YAML node into a value, or nil after it has reported why not.
--
--   type       value                                    in the spec
--   integer    Lua integer                              3                 min, max
--   number     Lua number, finite                       0.1               min, max, above
--   boolean    true, false                              true
--   string     string, not empty                        decoder.rnn
--   name       string                                   conv1
--   choice     one of `choices`                         reflect           choices
--   padding    integer, {left, right} or a word         [2, 0]            choices: the words
--   integers   integer, or a list of them               [1, 2]            min, max; count: just such a list
--   numbers    number, or a list of them                [0.5, 2]          min, max, above; count
--   axis       "N", "T", "C" or "D"                     T                 choices
--   axes       string of distinct axes                  NTC               min, max: how many
--   source     "name", or {tensor = "name"}             {tensor: rnn.h0}

local foreign = require("seqgen.foreign")
local names = require("seqgen.names")
local scalar = require("seqgen.scalar")
local suggest = require("seqgen.suggest")

local attribute = {}

local LARGEST = 2147483647     -- sizes are `int` in the generated C
local FLOAT_END, LEAST_FLOAT = 0x1.ffffffp127, 0x1p-126      -- what lies below the end rounds to the largest float
local AXES = {"N", "T", "C", "D"}
local PADDING_WORDS = {"same", "valid", "causal"}

local REPORTED = {kind = "broken"}

-- Each type: text(a) is what is expected, in words; read(a, node, at) is the value, or nil, the word that
-- was most likely meant, and the node to blame if it is not the whole.
local types = {}

-- "an integer from 1 to 8" and its like.
local function with_bounds(text, a)
  if a.above then return text .. " above " .. scalar.text(a.above) end
  if a.min and a.max then return text .. " from " .. scalar.text(a.min) .. " to " .. scalar.text(a.max) end
  if a.min then return text .. " of at least " .. scalar.text(a.min) end
  if a.max then return text .. " of at most " .. scalar.text(a.max) end
  return text
end

local function within(value, a)
  return not (a.min and value < a.min or a.max and value > a.max or a.above and value <= a.above)
end

local function read_integer(a, node)
  local kind, value = scalar.resolve(node)
  if kind ~= "integer" or math.type(value) ~= "integer" or not within(value, a) then return nil end
  if a.max or value >= -LARGEST and value <= LARGEST then return value end
end

-- A number becomes a float in the C file: neither infinite nor zero by being so.
local function fits_float(value)
  return math.abs(value) < FLOAT_END and (value == 0 or math.abs(value) >= LEAST_FLOAT)
end

local function read_number(a, node)
  local kind, value = scalar.resolve(node)
  if kind ~= "integer" and kind ~= "float" then return nil end
  if value ~= value or not fits_float(value) or not within(value, a) then return nil end
  return value
end

local function read_string(_, node)
  local kind, value = scalar.resolve(node)
  if kind == "string" and value ~= "" and not value:find("%z") then return value end
end

local function read_choice(a, node)
  local text = read_string(a, node)
  for _, choice in ipairs(a.choices) do
    if text == choice then return text end
  end
  return nil, text and (foreign.value(text, a.choices) or suggest.nearest(text, a.choices))
end

-- Reads each of a list; where one is wrong, that one is to blame.
local function read_list(a, node, read_one)
  if a.count and #node ~= a.count or #node == 0 then return nil end
  local list = {}
  for i, item in ipairs(node) do
    list[i] = read_one(a, item)
    if list[i] == nil then return nil, nil, item end
  end
  return list
end

-- One value or a list of them; where their number is given, only the list.
local function one_or_list(read_one)
  return function(a, node)
    if node.kind == "sequence" then return read_list(a, node, read_one) end
    if not a.count then return read_one(a, node) end
  end
end

local function list_text(a, kind)
  local one = with_bounds(kind == "integer" and "an integer" or "a number", a)
  return a.count and "a list of " .. a.count .. ", each " .. one or one .. ", or a list of such"
end

types.integer = {read = read_integer, text = function(a) return with_bounds("an integer", a) end}
types.number = {read = read_number, text = function(a) return with_bounds("a number", a) end}
types.string = {
  read = function(a, node)
    local text = read_string(a, node)
    if text == nil and node.kind == "scalar" and node.value ~= "" then return nil, '"' .. node.value .. '"' end
    return text
  end,
  text = function() return "text" end,
}
types.choice = {
  read = read_choice,
  text = function(a) return (#a.choices > 1 and "one of " or "") .. table.concat(a.choices, ", ") end,
}
types.integers = {read = one_or_list(read_integer), text = function(a) return list_text(a, "integer") end}
types.numbers = {read = one_or_list(read_number), text = function(a) return list_text(a, "number") end}

types.boolean = {
  read = function(_, node)
    local kind, value = scalar.resolve(node)
    if kind == "boolean" then return value end
  end,
  text = function() return "true or false" end,
}

types.name = {
  read = function(a, node, at)
    local text = read_string(a, node)
    if not text then return nil end
    local problem, fix = names.problem(text, a.role)
    if not problem then return text end
    at:error(node, {
      message = "'" .. text .. "' can't be a name: " .. problem, found = "'" .. text .. "'",
      expected = names.EXPECTED, fix = fix,
    })
    return nil, nil, REPORTED
  end,
  text = function() return "a name: " .. names.EXPECTED end,
}

types.padding = {
  read = function(a, node)
    if node.kind == "sequence" then return read_list({min = 0, count = 2}, node, read_integer) end
    local n = read_integer({min = 0}, node)
    if n then return n end
    return read_choice({choices = a.choices or PADDING_WORDS}, node)
  end,
  text = function(a)
    local words = table.concat(a.choices or PADDING_WORDS, ", ")
    return "an integer of at least 0, [left, right]" .. (words ~= "" and ", or one of " .. words or "")
  end,
}

types.axis = {
  read = function(a, node) return read_choice({choices = a.choices or AXES}, node) end,
  text = function(a) return "an axis, one of " .. table.concat(a.choices or AXES, ", ") end,
}

types.axes = {
  read = function(a, node)
    local text = read_string(a, node)
    if not text or #text < (a.min or 1) or #text > (a.max or #AXES) then return nil end
    local seen = {}
    for axis in text:gmatch(".") do
      if seen[axis] or not axis:find("[NTCD]") then
        return nil, text:upper() ~= text and text:upper():find("^[NTCD]+$") and text:upper() or nil
      end
      seen[axis] = true
    end
    return text
  end,
  text = function(a)
    local few, most = a.min or 1, a.max or #AXES
    local count = few == most and tostring(few) or few .. " to " .. most
    return count .. " of the axes N, T, C, D, each at most once, slowest first"
  end,
}

types.source = {
  read = function(a, node)
    if node.kind ~= "mapping" then return read_string(a, node) end
    local pair = node.pairs[1]
    if #node.pairs ~= 1 or pair.key.value ~= "tensor" then return nil end
    local name = read_string(a, pair.value)
    return name and {tensor = name}
  end,
  text = function() return "the name of an input or layer, or {tensor: NAME} for a tensor of the weights" end,
}

local function type_of(a)
  return types[a.type] or error("internal error: attribute '" .. a.name .. "' has the unknown type '" .. a.type .. "'")
end

--- The type of an attribute in words: "an integer of at least 1".
function attribute.text(a)
  return type_of(a).text(a)
end

--- What is wrong with an attribute's own table, as a user's operator may have it; nil where nothing is.
function attribute.problem(a)
  if type(a) ~= "table" or type(a.name) ~= "string" or not a.name:find("^%a[%w_]*$") then
    return "an attribute has no `name`"
  end
  if not types[a.type] then return "attribute '" .. a.name .. "' has the unknown type '" .. tostring(a.type) .. "'" end
  if a.type == "choice" and (type(a.choices) ~= "table" or #a.choices == 0) then
    return "attribute '" .. a.name .. "' has no `choices`"
  end
end

-- The bound that goes without saying is said where it is passed.
local function expected_text(a, node)
  local kind, value = scalar.resolve(node)
  if kind ~= "integer" and kind ~= "float" then return attribute.text(a) end
  if a.type:find("^number") then return attribute.text(a) .. (fits_float(value) and "" or ", in the range of float32") end
  return attribute.text(a) .. (math.abs(value) > LARGEST and ", not beyond " .. LARGEST or "")
end

--- The value of a node, or nil after an error.
function attribute.read(a, node, at)
  if node.kind == "broken" then return nil end
  local value, near, blamed = type_of(a).read(a, node, at)
  if value == nil then
    blamed = blamed or node
    if node.kind == "sequence" and #node == 1 and not near then near = node[1].value end      -- `[3]` for `3`
    at:refuse(blamed, a.name, expected_text(a, blamed), near and "write `" .. near .. "`")
  end
  return value
end

return attribute
