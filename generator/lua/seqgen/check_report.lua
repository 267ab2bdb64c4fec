--- check_report: differences between tensors in words.

local reference = require "reference"
local table_text = require "seqgen.table_text"

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

local function indices(flat, shape)
  local list = {}
  for i = #shape, 1, -1 do list[i], flat = flat % shape[i], flat // shape[i] end
  return table.unpack(list)
end

--- How far `got` is from `want`, and where (see compare.c): where it is furthest beyond the tolerance, if anywhere, or where
-- the error is largest.
function check_report.difference(got, want, layout, tolerance)
  local d = reference.compare(got, want, tolerance)
  local shape, at = want:shape(), d.over > 0 and d.worst_at or d.at
  d.place = d.largest > 0 and check_report.place(at, layout, shape) or ""
  d.got, d.want = got:at(indices(at, shape)), want:at(indices(at, shape))
  return d
end

--- Two differences of one output in one: the worse of them, with the ulp and the count of both.  `a` may be nil.
function check_report.join(a, b)
  if not a then return b end
  local worse = b.share > a.share and b or a
  worse.ulp, worse.over = math.max(a.ulp, b.ulp), a.over + b.over
  worse.largest = math.max(a.largest, b.largest)
  return worse
end

--- Prints rows of cells as a table.
function check_report.print(rows)
  print(table.concat(table_text.columns(rows), "\n"))
end

--- The cells of a difference: largest error, ulp, place, what was found and expected there where it is too large.
function check_report.cells(d)
  local cells = {string.format("%.3g", d.largest), string.format("%.3g", d.ulp), d.place}
  if d.over > 0 then cells[4] = string.format("%.9g, not %.9g; %d too far", d.got, d.want, d.over) end
  return cells
end

return check_report
