--- diag: gathers what is wrong with the user's files and prints it for people.
--
-- An error is {mark, message, found, expected, fix}; `found`, `expected` and `fix` may be absent.  A warning is {mark, message}
-- and stops nothing.  Printed:
--
--   model.yaml:12:5: error: layer 'lstm': input does not fit the weights
--     found:    …
--     expected: …
--     fix:      …

local diag = {}
diag.__index = diag

local MOST = 20

function diag.new()
  return setmetatable({errors = {}, warnings = {}}, diag)
end

--- Adds an error {mark=, message=, found=, expected=, fix=}.  The same error is kept once.
function diag:error(e)
  assert(e.mark and e.message, "an error needs a mark and a message")
  e.order = #self.errors + 1
  self.errors[e.order] = e
end

--- Adds a warning {mark=, message=}: the model is compiled all the same.
function diag:warning(w)
  w.order = #self.warnings + 1
  self.warnings[w.order] = w
end

function diag:has_errors()
  return #self.errors > 0
end

-- Text from a user's file may hold anything; control characters would garble a terminal.
local function printable(text)
  text = tostring(text)
  if #text > 1000 then text = text:sub(1, 990) .. " …" end
  return (text:gsub("[%c]", function(c)
    return c == "\n" and "\\n" or c == "\t" and "\\t" or string.format("\\x%02x", c:byte())
  end))
end

local function format_one(e, kind)
  local lines = {string.format("%s:%d:%d: %s: %s", printable(e.mark.file), e.mark.line, e.mark.column, kind,
    printable(e.message))}
  for _, part in ipairs {"found", "expected", "fix"} do
    if e[part] then lines[#lines + 1] = string.format("  %-9s %s", part .. ":", printable(e[part])) end
  end
  return table.concat(lines, "\n")
end

local function in_file_order(a, b)
  if a.mark.file ~= b.mark.file then return a.order < b.order end
  if a.mark.line ~= b.mark.line then return a.mark.line < b.mark.line end
  if a.mark.column ~= b.mark.column then return a.mark.column < b.mark.column end
  return a.order < b.order
end

-- In the file's order, at most MOST; "" if there is none.
local function list_text(list, kind)
  local sorted, seen, lines = {table.unpack(list)}, {}, {}
  table.sort(sorted, in_file_order)
  for _, e in ipairs(sorted) do
    local text = format_one(e, kind)
    if not seen[text] then
      seen[text] = true
      lines[#lines + 1] = text
    end
  end
  if #lines > MOST then
    lines = {table.concat(lines, "\n", 1, MOST), string.format("… and %d more %ss", #lines - MOST, kind)}
  end
  return #lines > 0 and table.concat(lines, "\n") .. "\n" or ""
end

--- All errors as text.
function diag:text()
  return list_text(self.errors, "error")
end

--- All warnings as text.
function diag:warning_text()
  return list_text(self.warnings, "warning")
end

return diag
