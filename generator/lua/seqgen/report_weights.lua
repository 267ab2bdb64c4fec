--- report_weights: each weight tensor with its range and a histogram, so that a dead, exploded or wrongly scaled one shows.

local html = require "seqgen.html"
local tables = require "seqgen.tables"

local report_weights = {}

local BINS, BLOCK = 32, 65536       -- bars of a histogram; numbers read at a time
local BAR, HEIGHT = 5, 26           -- a bar's width, the highest one's height

-- Calls `visit` with every number of a tensor.
local function each(tensor, visit)
  local flat, count = tensor:reshape({tensor:count()}), tensor:count()
  for first = 1, count, BLOCK do
    for _, v in ipairs(flat:slice(1, first - 1, math.min(BLOCK, count - first + 1)):list()) do visit(v) end
  end
end

local function range_of(tensor)
  local r = {min = math.huge, max = -math.huge, sum = 0, squares = 0, zeros = 0}
  each(tensor, function(v)
    r.min, r.max, r.sum, r.squares = math.min(r.min, v), math.max(r.max, v), r.sum + v, r.squares + v * v
    if v == 0 then r.zeros = r.zeros + 1 end
  end)
  r.count = tensor:count()
  r.mean = r.sum / r.count
  r.deviation = math.sqrt(math.max(0, r.squares / r.count - r.mean * r.mean))
  return r
end

local function bins_of(tensor, r)
  local bins, width = {}, (r.max - r.min) / BINS
  for i = 1, BINS do bins[i] = 0 end
  each(tensor, function(v)
    local i = width > 0 and math.min(BINS, 1 + (v - r.min) // width) or 1
    bins[math.tointeger(i)] = bins[math.tointeger(i)] + 1
  end)
  return bins
end

local function histogram(bins, r)
  local most, parts = math.max(table.unpack(bins)), {}
  parts[1] = html.tag("title", {}, string.format("%d bins from %.4g to %.4g, the fullest holds %d", BINS, r.min, r.max, most))
  for i, n in ipairs(bins) do
    local height = n > 0 and math.max(1, HEIGHT * n / most) or 0
    if n > 0 then parts[#parts + 1] = html.tag("rect", {x = (i - 1) * BAR, y = HEIGHT - height, width = BAR - 1, height = height}) end
  end
  return html.tag("svg", {class = "histogram", width = BINS * BAR, height = HEIGHT}, parts)
end

local function row_of(call, parameter, tensor)
  local r = range_of(tensor)
  local function number(v) return string.format("%.4g", v) end
  return {html.escape(call.node.name .. "." .. parameter), table.concat(tensor:shape(), " × "), number(r.min), number(r.max),
    number(r.mean), number(r.deviation), html.grouped(r.zeros), histogram(bins_of(tensor, r), r)}
end

--- The table as HTML, or nil for a model without weights.
function report_weights.table(g)
  local rows = {}
  for _, call in ipairs(g.calls) do
    for _, parameter in ipairs(tables.sorted_keys(call.node.weights)) do
      rows[#rows + 1] = row_of(call, parameter, call.node.weights[parameter])
    end
  end
  if #rows == 0 then return nil end
  return html.table({"tensor", "shape", "least", "largest", "mean", "deviation", "zeros", "histogram"}, rows,
    {[3] = true, [4] = true, [5] = true, [6] = true, [7] = true})
end

return report_weights
