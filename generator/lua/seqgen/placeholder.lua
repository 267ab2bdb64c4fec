--- placeholder: `${…}` in the spec's values, a Lua expression over the params, `i` and Lua's `math`.
--
-- An expression is read token by token against a short list (numbers, known names, quoted text, operators)
-- before Lua sees it.  What passes has no loop, no function, no table, no concatenation and no method,
-- so it ends after as many steps as it has tokens and makes nothing larger than itself.

local scalar = require("seqgen.scalar")
local suggest = require("seqgen.suggest")
local tables = require("seqgen.tables")

local placeholder = {}

local LONGEST = 1000          -- characters of an expression
local MOST_NODES = 500000     -- YAML nodes looked at over a whole spec, repetitions counted

local WORDS = {["and"] = true, ["or"] = true, ["not"] = true, ["true"] = true, ["false"] = true}

-- Tried in order: the longer operators stand before their beginnings.
local NUMBERS = {"^0[xX]%x+", "^%d+%.?%d*[eE][+-]?%d+", "^%.%d+[eE][+-]?%d+", "^%d+%.?%d*", "^%.%d+"}
local OPERATORS = {
  "//", "<=", ">=", "==", "~=", "<<", ">>", "+", "-", "*", "/", "%", "^", "<", ">", "(", ")", ",", "&", "|", "~",
}

--- What an expression may use of Lua's math, all that is the same on every call.
local MATH = {}
for name, value in pairs(math) do
  if name ~= "random" and name ~= "randomseed" then MATH[name] = value end
end

function placeholder.is_math(name)
  return MATH[name] ~= nil
end

local function match_number(text, at)
  for _, pattern in ipairs(NUMBERS) do
    local found = text:match(pattern, at)
    if found then return found end
  end
end

local function match_operator(text, at)
  for _, operator in ipairs(OPERATORS) do
    if text:sub(at, at + #operator - 1) == operator then return operator end
  end
end

-- A name as Lua is to read it, or nil and what is wrong.
local function check_name(name, values)
  local function_name = name:match("^math%.(.+)$") or name
  if WORDS[name] or values[name] ~= nil or MATH[function_name] then return name end
  local names = tables.sorted_keys(values)
  local near = suggest.nearest(name, names)
  return nil, "'" .. name .. "' is no param" .. (near and ", did you mean '" .. near .. "'?" or ""),
    #names > 0 and "one of " .. table.concat(names, ", ") .. ", or a function of Lua's math"
      or "a function of Lua's math, or a name that `params` gives"
end

-- One token at a position: its text for Lua and its length, or nil and what is wrong.
local function token(text, at, values)
  local number = match_number(text, at)
  if number then return number, #number end
  local name = text:match("^math%.%a%w*", at) or text:match("^[%a_][%w_]*", at)
  if name then
    local checked, problem, expected = check_name(name, values)
    if not checked then return nil, problem, expected end
    return checked, #name
  end
  local quoted = text:match("^'[^'\\%c]*'", at) or text:match('^"[^"\\%c]*"', at)
  if quoted then return quoted, #quoted end
  local operator = match_operator(text, at)
  if operator then return operator, #operator end
  return nil, "'" .. text:match("^[%z\1-\127\194-\244][\128-\191]*", at) .. "' can't stand in an expression"
end

-- The expression as checked Lua text, or nil, what is wrong and what was expected.
local function translate(text, values)
  if #text > LONGEST then return nil, "the expression is longer than " .. LONGEST .. " characters" end
  local tokens, at = {}, text:match("^%s*()")
  while at <= #text do
    local lua, size, expected = token(text, at, values)
    if not lua then return nil, size, expected end
    tokens[#tokens + 1] = lua
    at = text:match("^%s*()", at + size)
  end
  if #tokens == 0 then return nil, "the expression is empty" end
  return table.concat(tokens, " ")     -- the spaces keep `1--2` from being a comment
end

-- Lua's message without its own "chunk:line:".
local function lua_problem(message)
  return (tostring(message):gsub("^.-:%d+: ", ""):gsub("<eof>", "its end"))
end

local function check_result(value)
  if type(value) == "boolean" or type(value) == "string" then return value end
  if type(value) ~= "number" then return nil, "the expression has no value" end
  if value ~= value or value == math.huge or value == -math.huge then
    return nil, "the expression gives " .. (value ~= value and "NaN" or "infinity")
  end
  return value
end

-- The expression as a function of the values of its names, or nil, what is wrong and what was expected.
local function compile(text, values)
  local lua, problem, expected = translate(text, values)
  if not lua then return nil, problem, expected end
  local current
  local names = setmetatable({math = MATH}, {__index = function(_, name)
    local value = current[name]
    if value == nil then return MATH[name] end
    return value
  end})
  local chunk, syntax = load("return " .. lua, "=expression", "t", names)
  if not chunk then return nil, lua_problem(syntax) end
  if not load("return (" .. lua .. ")") then return nil, "the expression gives more than one value" end
  return function(given)
    current = given
    local ok, result = pcall(chunk)
    if not ok then return nil, lua_problem(result) end
    return check_result(result)
  end
end

--- The value of an expression (number, boolean or string), or nil, what is wrong and what was expected.
-- compiled: a table that keeps the work for the next time, with other values of the same names; may be absent.
function placeholder.evaluate(text, values, compiled)
  local key = (values.i and "in a repeat " or "") .. text
  local run, problem, expected = compiled and compiled[key], nil, nil
  if not run then run, problem, expected = compile(text, values) end
  if not run then return nil, problem, expected end
  if compiled then compiled[key] = run end
  return run(values)
end

local function report(node, at, expression, problem, expected)
  at:error(node, {
    message = "`" .. expression .. "`: " .. problem, found = "'" .. node.value .. "'",
    expected = expected or "a Lua expression over numbers, params and `math`",
  })
  return {kind = "broken", mark = node.mark}
end

local function text_of(value)
  return math.type(value) and scalar.text(value) or tostring(value)
end

-- A scalar with its placeholders replaced.  One that is a lone `${…}` has the type of its value.
local function expand_scalar(node, values, compiled, at)
  local lone = node.value:match("^%${([^}]*)}$")
  local parts, from = {}, 1
  while true do
    local open = node.value:find("${", from, true)
    if not open then break end
    local close = node.value:find("}", open, true)
    if not close then return report(node, at, node.value:sub(open), "the closing brace is missing") end
    local value, problem, expected = placeholder.evaluate(node.value:sub(open + 2, close - 1), values, compiled)
    if value == nil then return report(node, at, node.value:sub(open, close), problem, expected) end
    if lone then return {kind = "scalar", value = text_of(value), plain = type(value) ~= "string", mark = node.mark} end
    parts[#parts + 1] = node.value:sub(from, open - 1) .. text_of(value)
    from = close + 1
  end
  parts[#parts + 1] = node.value:sub(from)
  return {kind = "scalar", value = table.concat(parts), plain = node.plain, tag = node.tag, mark = node.mark}
end

local expander = {}
expander.__index = expander

--- An expander for one spec, which bounds what is written out.
function placeholder.expander()
  return setmetatable({plain = {}, compiled = {}, left = MOST_NODES}, expander)
end

-- Whether a node holds a placeholder; remembered, as repeated blocks ask again.
function expander:has_any(node)
  if node.kind == "scalar" then return node.value:find("${", 1, true) ~= nil end
  if self.plain[node] then return false end
  for _, child in ipairs(node.pairs or node) do
    if self:has_any(child.key and child.value or child) then return true end
  end
  self.plain[node] = true
  return false
end

local function expand_pairs(self, node, values, at)
  local result = {kind = "mapping", pairs = {}, tag = node.tag, mark = node.mark}
  for i, pair in ipairs(node.pairs) do
    result.pairs[i] = {key = pair.key, value = self:expand(pair.value, values, at)}
  end
  return result
end

--- The node with every `${…}` in its values written out.  Nodes without any are returned as they are, so that a
-- repeated block copies only what differs.  at: the place that reports.
function expander:expand(node, values, at)
  self.left = self.left - 1
  if self.left < 0 then
    if self.left == -1 then
      at:error(node, {
        message = "too many `${…}` to write out", found = "more than " .. MOST_NODES .. " values, repetitions counted",
        expected = "a spec that people can read", fix = "take placeholders out of large lists, or repeat less",
      })
    end
    return {kind = "broken", mark = node.mark}
  end
  if node.kind == "broken" or not self:has_any(node) then return node end
  if node.kind == "scalar" then return expand_scalar(node, values, self.compiled, at) end
  if node.kind == "mapping" then return expand_pairs(self, node, values, at) end
  local result = {kind = "sequence", tag = node.tag, mark = node.mark}
  for i, child in ipairs(node) do result[i] = self:expand(child, values, at) end
  return result
end

return placeholder
