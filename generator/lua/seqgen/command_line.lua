--- command_line: options of a command.  `parse(argv, known) → options, files`, or nil and what is wrong.
--
-- known: option → kind.  flag: true where it is given; text, number (at least 0), {word...}: the value, given as
-- `--name value` or `--name=value`; pairs: NAME=VALUE, any number of times, as a list {name=, value=} in the order given.
-- Options are found in the result by their name without the dashes in front.

local suggest = require "seqgen.suggest"

local command_line = {}

local READ = {
  text = function(text) return text end,
  number = function(text)
    local n = tonumber(text)
    if not n or not (n >= 0 and n < math.huge) then return nil, "a number of 0 or more" end
    return n
  end,
  pairs = function(text, list)
    local name, value = text:match("^([%w_.]+)=(.+)$")
    if not name then return nil, "NAME=FILE" end
    list = list or {}
    list[#list + 1] = {name = name, value = value}
    return list
  end,
}

local function read_word(text, words)
  for _, word in ipairs(words) do
    if word == text then return text end
  end
  return nil, table.concat(words, " or ")
end

local function read_option(argv, i, options, known)
  local key, value = argv[i]:match("^(%-%-?[%w-]+)=(.*)$")
  key = key or argv[i]
  local kind, name = known[key], key:gsub("^%-+", "")
  if not kind then
    local near = suggest.nearest(key, known)
    return nil, "unknown option " .. key .. (near and "; did you mean " .. near .. "?" or "")
  end
  if kind == "flag" then
    if value then return nil, key .. " takes no value" end
    options[name] = true
    return i
  end
  if not value then
    i = i + 1
    value = argv[i]
  end
  if not value or value == "" then return nil, key .. " needs a value" end
  local read, expected
  if type(kind) == "table" then read, expected = read_word(value, kind)
  else read, expected = READ[kind](value, options[name]) end
  if read == nil then return nil, string.format("%s is '%s', not %s", key, value, expected) end
  options[name] = read
  return i
end

function command_line.parse(argv, known)
  local options, files, i = {}, {}, 1
  while i <= #argv do
    if argv[i]:find("^%-.") then
      local at, message = read_option(argv, i, options, known)
      if not at then return nil, message end
      i = at
    else
      files[#files + 1] = argv[i]
    end
    i = i + 1
  end
  return options, files
end

--- Says what is wrong with the command line; the exit status.
function command_line.fail(message)
  io.stderr:write("seqgen: ", message, "\n(seqgen --help prints the usage)\n")
  return 2
end

return command_line
