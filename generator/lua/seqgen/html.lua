--- html: elements of an HTML page or an SVG picture as text, with what a reader's data holds escaped.

local tables = require "seqgen.tables"

local html = {}

local ESCAPES = {["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;", ['"'] = "&quot;"}

--- Text as it may stand in an element or an attribute.
function html.escape(text)
  return (tostring(text):gsub('[&<>"]', ESCAPES):gsub("[%c\x7f]", " "))
end

local function number_text(v)
  return math.type(v) == "float" and (string.format("%.1f", v):gsub("%.0$", "")) or tostring(v)
end

--- `html.tag("td", {class = "name"}, inner)`: inner is finished HTML, a list of it, or nothing; attributes stand in
-- the order of their names, numbers with one decimal.
function html.tag(name, attributes, inner)
  local parts = {"<" .. name}
  for _, key in ipairs(tables.sorted_keys(attributes)) do
    parts[#parts + 1] = string.format(' %s="%s"', key, html.escape(number_text(attributes[key])))
  end
  if inner == nil then return table.concat(parts) .. "/>" end
  if type(inner) == "table" then inner = table.concat(inner, "\n") end
  return table.concat(parts) .. ">" .. inner .. "</" .. name .. ">"
end

--- A word that fits into `most` characters, and where it is cut, ends in an ellipsis.
function html.cut(text, most)
  return #text > most and text:sub(1, most - 1) .. "…" or text
end

--- 1234567 as 1,234,567.
function html.grouped(n)
  local text = tostring(n):reverse():gsub("(%d%d%d)", "%1,"):reverse()
  return (text:gsub("^,", ""))
end

--- SVG text at a place; attributes may hold its class and anchor.
function html.text(x, y, text, attributes)
  local all = {x = x, y = y}
  for key, value in pairs(attributes or {}) do all[key] = value end
  return html.tag("text", all, html.escape(text))
end

--- A table: a list of headings, rows of finished cells; `right`: the set of columns that are aligned to the right.
function html.table(headings, rows, right)
  local lines = {}
  local function line(cells, tag)
    local out = {}
    for i, cell in ipairs(cells) do out[i] = html.tag(tag, {class = right and right[i] and "number" or "text"}, cell) end
    lines[#lines + 1] = html.tag("tr", {}, out)
  end
  line(headings, "th")
  for _, row in ipairs(rows) do line(row, "td") end
  return html.tag("table", {}, lines)
end

return html
