--- check_report: differences between tensors in words.

local reference = require "reference"

local check_report = {}

--- "n=1 t=4 c=7": a place in the flat order of an array of this layout and shape.
function check_report.place(flat, layout, shape)
  local parts = {}
  for i = #shape, 1, -1 do
    table.insert(parts, 1, string.format("%s=%d", layout:sub(i, i):lower(), flat % shape[i]))
    flat = flat // shape[i]
  end
  return table.concat(parts, " ")
end

--- How far `got` is from `want`: {largest, place, ulp, share, over, got, want} (see compare.c).
function check_report.difference(got, want, layout, tolerance)
  local d = reference.compare(got, want, tolerance)
  local shape = want:shape()
  local index, rest = {}, d.at
  for i = #shape, 1, -1 do index[i], rest = rest % shape[i], rest // shape[i] end
  d.place = d.largest > 0 and check_report.place(d.at, layout, shape) or ""
  d.got, d.want = got:at(table.unpack(index)), want:at(table.unpack(index))
  return d
end

--- The worse of two differences; either may be nil.
function check_report.worse(a, b)
  if not a or not b then return a or b end
  return b.share > a.share and b or a
end

local function row(cells, widths)
  local parts = {}
  for i, cell in ipairs(cells) do parts[i] = cell .. (" "):rep(widths[i] - utf8.len(cell)) end
  return "  " .. table.concat(parts, "  "):gsub("%s+$", "")
end

--- Lines of a table, its columns as wide as their longest cell.
function check_report.table(rows)
  local widths, lines = {}, {}
  for _, cells in ipairs(rows) do
    for i, cell in ipairs(cells) do widths[i] = math.max(widths[i] or 0, utf8.len(cell)) end
  end
  for i, cells in ipairs(rows) do lines[i] = row(cells, widths) end
  return table.concat(lines, "\n")
end

--- The cells of a difference: largest error, ulp, place, what was found and expected there where it is too large.
function check_report.cells(d)
  local cells = {string.format("%.3g", d.largest), string.format("%.3g", d.ulp), d.place}
  if d.over > 0 then cells[4] = string.format("%.9g, not %.9g; %d too far", d.got, d.want, d.over) end
  return cells
end

return check_report
