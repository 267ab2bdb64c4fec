--- params: the spec's `params`, numbers by name for `${…}`.

local names = require("seqgen.names")
local placeholder = require("seqgen.placeholder")
local scalar = require("seqgen.scalar")

local params = {}

local MOST = 1000

local RESERVED = {
  ["and"] = true, ["break"] = true, ["do"] = true, ["else"] = true, ["elseif"] = true, ["end"] = true,
  ["false"] = true, ["for"] = true, ["function"] = true, ["goto"] = true, ["if"] = true, ["in"] = true,
  ["local"] = true, ["nil"] = true, ["not"] = true, ["or"] = true, ["repeat"] = true, ["return"] = true,
  ["then"] = true, ["true"] = true, ["until"] = true, ["while"] = true,
}

local function name_problem(name)
  if name == "i" then return "`i` counts the rounds of a repeat" end
  if name == "math" or placeholder.is_math(name) then return "it is a name of Lua's math" end
  if RESERVED[name] then return "it is a keyword of Lua" end
  if not name:find("^[%a_][%w_]*$") or #name > names.LONGEST then return "it is no name" end
end

local function read_name(node, at)
  local name = node.value
  local problem = name_problem(name)
  if not problem then return name end
  at:error(node, {
    message = "param '" .. name .. "' can't be called so: " .. problem, found = "'" .. name .. "'",
    expected = "a letter, then letters, digits or `_`",
  })
end

--- The numbers by name.  A value may be an expression over the params above it.
function params.read(node, at)
  local values, expander = {}, placeholder.expander()
  if not node then return values end
  if node.kind ~= "mapping" then
    at:refuse(node, "params", "a mapping of names to numbers")
    return values
  end
  if #node.pairs > MOST then
    at:error(node, {message = "too many params", found = #node.pairs .. " params", expected = "at most " .. MOST})
    return values
  end
  for _, pair in ipairs(node.pairs) do
    local name = read_name(pair.key, at)
    local value_node = expander:expand(pair.value, values, at:inner("params"))
    local kind, value = scalar.resolve(value_node)
    if (kind == "integer" or kind == "float") and value - value == 0 then
      if name then values[name] = value end
    else
      values[name or ""] = 1      -- a stand-in, so that what uses it is not reported as well
      at:inner("params"):refuse(value_node, name or "?", "a finite number")
    end
  end
  return values
end

return params
