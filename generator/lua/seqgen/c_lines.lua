--- c_lines: breaks lines of C that are longer than 100 columns, as the model's name makes them.
--
-- A long line ends behind its last ", " (else before its last operator) that fits; what follows stands eight columns
-- further in; lines that follow up to the closing parenthesis are joined first.  A function of one line gets the usual form.
-- In a comment, words that do not fit move on to the next line of the paragraph.  Preprocessor lines stay as they are, but
-- for a comment behind them.

local c_lines = {}

local WIDTH = 100

-- ---- Code ----------------------------------------------------------------------------------------------------------

-- The column behind which a line may end, in order of preference.
local BREAKS = {",()%s", "()%s[%+%*%?:<&|=]+%s", "%(()[^()%s]"}

-- The last such column that fits, nil if there is none.
local function last_break(line, indent)
  for _, pattern in ipairs(BREAKS) do
    local best
    for behind in line:gmatch(pattern) do
      if behind - 1 <= WIDTH and behind - 1 > indent + 8 then best = behind - 1 end
    end
    if best then return best end
  end
end

-- Moves a comment behind the code to a line before it; gives the code.
local function lift_comment(line, out)
  local code, comment = line:match("^(.-)%s*(/%*.*%*/)$")
  if code then out[#out + 1] = code:match("^ *") .. comment end
  return code or line
end

local function break_code(line, out)
  line = lift_comment(line, out)
  local further = string.rep(" ", #line:match("^ *") + 8)
  while #line > WIDTH do
    local last = last_break(line, #line:match("^ *"))
    if not last then break end
    out[#out + 1] = line:sub(1, last)
    line = further .. line:sub(last + 1):gsub("^%s+", "")
  end
  out[#out + 1] = line
end

-- `head { a; b; } /* comment */` with each part on a line of its own; false where it is something else.
local function break_function(line, out)
  local head, body, comment = line:match("^(%a.-%)) { (.*; )}%s*(.*)$")
  if not head or body:find("%f[%w_]for%f[^%w_]") then return false end
  if out[#out] == "}" then out[#out + 1] = "" end
  if comment ~= "" then out[#out + 1] = comment end
  break_code(head, out)
  out[#out + 1] = "{"
  for statement in body:gmatch("(.-;) ") do break_code("    " .. statement, out) end
  out[#out + 1] = "}"
  return true
end

local function open_parentheses(line)
  line = line:gsub('".-"', "")
  return select(2, line:gsub("%(", "")) - select(2, line:gsub("%)", ""))
end

-- The last of the lines from i on that belong together by an open parenthesis, and whether one of them is too long.
local function statement_end(lines, i)
  local open, long, last = open_parentheses(lines[i]), #lines[i] > WIDTH, i
  while open > 0 and lines[last + 1] and not lines[last + 1]:find("^%s*[#/]") do
    last = last + 1
    open, long = open + open_parentheses(lines[last]), long or #lines[last] > WIDTH
  end
  return last, long
end

local function joined(lines, first, last)
  local parts = {lines[first]}
  for i = first + 1, last do parts[#parts + 1] = lines[i]:match("^%s*(.*)$") end
  return table.concat(parts, " ")
end

-- ---- Comments ------------------------------------------------------------------------------------------------------

local function is_comment(line)
  return line:find("^%s*/%*") or line:find("^%s*%* ")
end

-- The part of a comment's line that fits, and the words that do not; nil where it is one long word.
local function split_comment(line)
  local last
  for at in line:gmatch("%w%p*()%s") do
    if at <= WIDTH + 1 and not line:find("^%s*%*/", at) then last = at end
  end
  if last then return line:sub(1, last - 1), line:match("^%s*(.*)$", last) end
end

-- Breaks the comment's line i; the words that are over go to the line behind it, which is changed, or to a new one.
local function break_comment(lines, i, out)
  local line = lines[i]
  local margin = line:match("^%s*") .. (line:find("^%s*/%*") and " * " or "* ")
  while #line > WIDTH do
    local first, rest = split_comment(line)
    if not first then break end
    out[#out + 1] = first
    line = margin .. rest
    local words = not rest:find("%*/") and (lines[i + 1] or ""):match("^%s*%* ([%w(`'\"].*)$")
    if words then
      lines[i + 1] = line .. " " .. words
      return
    end
  end
  out[#out + 1] = line
end

-- ---- Text ----------------------------------------------------------------------------------------------------------

--- The text with its long lines broken.
function c_lines.wrap(text)
  local lines, out = {}, {}
  for line in (text .. "\n"):gmatch("(.-)\n") do lines[#lines + 1] = line end
  local i = 1
  while i <= #lines do
    local line, last = lines[i], i
    if line:find("^%s*#") or line:find("\\$") then
      local code = #line > WIDTH and lift_comment(line, out) or line
      out[#out + 1] = code
    elseif is_comment(line) then
      break_comment(lines, i, out)
    else
      local long
      last, long = statement_end(lines, i)
      if not long then
        table.move(lines, i, last, #out + 1, out)
      elseif not break_function(line, out) then
        break_code(joined(lines, i, last), out)
      end
    end
    i = last + 1
  end
  return table.concat(out, "\n")
end

return c_lines
