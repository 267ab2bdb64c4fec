--- template: fills a template (C with Lua between) with values.
--
--   % lua code          a line of Lua; its blocks may span lines of text
--   %# comment          left out
--   ${expression}       the value; a nil is an error at the template's own line
--
-- A value of several lines is indented as the line it stands on.  `template.fill(name, source, env) → text`.

local template = {}

local function quote(text)
  return string.format("%q", text):gsub("\\\n", "\\n")
end

-- One line of text with its ${…} parts as Lua source that appends pieces to the output.
local function text_line(line)
  local parts, at = {}, 1
  while true do
    local from, to, inside = line:find("$(%b{})", at)
    if not from then break end
    if from > at then parts[#parts + 1] = "_put(" .. quote(line:sub(at, from - 1)) .. ")" end
    parts[#parts + 1] = "_value(" .. inside:sub(2, -2) .. "," .. quote(line:match("^%s*")) .. ")"
    at = to + 1
  end
  if line:find("${", at, true) then parts[#parts + 1] = "_unclosed()" end
  parts[#parts + 1] = "_put(" .. quote(line:sub(at)) .. ',"\\n")'
  return table.concat(parts, " ")
end

local function to_lua(source)
  local lines = {}
  for line in (source:gsub("\n$", "") .. "\n"):gmatch("(.-)\n") do
    local code = line:match("^%s*%%(.*)$")
    if not code then
      lines[#lines + 1] = text_line(line)
    else
      lines[#lines + 1] = code:sub(1, 1) == "#" and "" or code
    end
  end
  return table.concat(lines, "\n")
end

local cache = {}

local function compiled(name, source)
  if not cache[source] then
    local chunk, err = load(to_lua(source), "=" .. name, "t", nil)
    if not chunk then error(err, 0) end
    cache[source] = string.dump(chunk)
  end
  return cache[source]
end

-- Names are looked up in env, then in `globals`; one that is in neither is an error where it is inserted.
local function scope(env, lines, globals)
  local function put(...)
    for i = 1, select("#", ...) do lines[#lines + 1] = (select(i, ...)) end
  end
  local inner = {_put = put}
  function inner._value(v, indent)
    if v == nil then error("a template's value is nil", 2) end
    if math.type(v) == "float" then v = string.format("%.9g", v) end
    put((tostring(v):gsub("\n(.)", "\n" .. indent .. "%1")))
  end
  function inner._unclosed() error("a '${' has no '}' that belongs to it", 2) end
  return setmetatable(inner, {__index = function(_, key)
    local v = env[key]
    if v == nil then v = globals[key] end
    return v
  end})
end

--- Fills `source` (called `name` in errors) with the names of table `env`; `globals` stands in for Lua's own names.
function template.fill(name, source, env, globals)
  local lines = {}
  local chunk = load(compiled(name, source), "=" .. name, "b", scope(env, lines, globals or _G))
  chunk()
  return table.concat(lines)
end

return template
