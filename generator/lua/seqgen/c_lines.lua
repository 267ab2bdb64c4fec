--- c_lines: breaks lines of C that are longer than 100 columns.
--
-- A long line ends behind its last ", " (else before its last operator) that fits; what follows stands eight columns
-- further in.  Preprocessor lines and lines with a comment stay as they are.

local c_lines = {}

local WIDTH = 100

-- Where a line may end: the column of the last character of its first part, nil if nowhere.
local function last_break(line, indent)
  local best
  for _, pattern in ipairs {"(),%s", "()%s[%+%*%?:<&|=]+%s"} do
    for at in line:gmatch(pattern) do
      local last = pattern:find("^%(%),") and at or at - 1
      if last <= WIDTH and last > indent + 8 then best = last end
    end
    if best then return best end
  end
end

local function break_line(line, out)
  local indent = #line:match("^ *")
  local further = string.rep(" ", indent + 8)
  while #line > WIDTH do
    local last = last_break(line, #line:match("^ *"))
    if not last then break end
    out[#out + 1] = line:sub(1, last)
    line = further .. line:sub(last + 1):gsub("^%s+", "")
  end
  out[#out + 1] = line
end

--- The text with its long lines broken.
function c_lines.wrap(text)
  local out = {}
  for line in (text .. "\n"):gmatch("(.-)\n") do
    if #line <= WIDTH or line:find("^%s*#") or line:find("\\$") or line:find("/%*") or line:find("^%s*%*") then
      out[#out + 1] = line
    else
      break_line(line, out)
    end
  end
  return table.concat(out, "\n", 1, #out - 1) .. (text:sub(-1) == "\n" and "\n" or "\n" .. out[#out])
end

return c_lines
