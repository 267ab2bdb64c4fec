--- report_layers: the picture of a model's layers in order of execution: what each reads and gives, and what it costs.
--
-- One row for each input, layer and output.  What the row above gives comes straight down; what comes from further up
-- takes a lane on the left, so that residuals and branches show.

local figures = require "seqgen.figures"
local html = require "seqgen.html"

local report_layers = {}

local ROW, BOX_HEIGHT, BOX_WIDTH, LANE = 46, 34, 210, 12
local SHAPE_WIDTH, BAR_WIDTH, LETTERS = 190, 120, 26

-- ---- Rows and what joins them -----------------------------------------------------------------------------------------

local function row_list(g, f)
  local rows = {}
  for _, input in ipairs(g.inputs) do
    rows[#rows + 1] = {kind = "input", name = input.name, what = "input, " .. input.dtype, writes = {g.tensors[input.tensor].storage.buffer},
      reads = {}, shape = figures.shape(g.tensors[input.tensor])}
  end
  for i, call in ipairs(g.calls) do
    local layer = f.layers[i]
    rows[#rows + 1] = {kind = call.op.template == "ops/move.c.tpl" and "copy" or "layer", name = layer.name, what = layer.operator,
      reads = call.reads, writes = call.writes, shape = figures.shape(layer.output), macs = layer.macs, weights = layer.weights,
      reason = call.node.reason}
  end
  for _, output in ipairs(g.outputs) do
    local tensor = g.tensors[output.tensor]
    rows[#rows + 1] = {kind = "output", name = output.name, what = "output, " .. tensor.dtype, reads = {tensor.storage.buffer},
      writes = {}, shape = figures.shape(tensor)}
  end
  return rows
end

-- {from=row, to=row} for each buffer that a row reads: from every row above that wrote into it.
local function edge_list(rows)
  local edges, writers, seen = {}, {}, {}
  for i, row in ipairs(rows) do
    for _, id in ipairs(row.reads) do
      for _, from in ipairs(writers[id] or {}) do
        if not seen[from .. ">" .. i] then edges[#edges + 1] = {from = from, to = i} end
        seen[from .. ">" .. i] = true
      end
    end
    for _, id in ipairs(row.writes) do
      writers[id] = writers[id] or {}
      table.insert(writers[id], i)
    end
  end
  return edges
end

local function is_free(edge, others)
  for _, other in ipairs(others) do
    if edge.from < other.to and other.from < edge.to then return false end
  end
  return true
end

-- Gives each edge over more than one row the nearest lane that is free along its way, short ones first; returns how many
-- lanes there are.  Lane 0 is straight down.
local function give_lanes(edges)
  local lanes = {}
  table.sort(edges, function(a, b)
    if a.to - a.from ~= b.to - b.from then return a.to - a.from < b.to - b.from end
    return a.from < b.from
  end)
  for _, edge in ipairs(edges) do
    edge.lane = edge.to - edge.from > 1 and 1 or 0
    while edge.lane > 0 and not is_free(edge, lanes[edge.lane] or {}) do edge.lane = edge.lane + 1 end
    if edge.lane > 0 then
      lanes[edge.lane] = lanes[edge.lane] or {}
      table.insert(lanes[edge.lane], edge)
    end
  end
  return #lanes
end

-- ---- Drawing ------------------------------------------------------------------------------------------------------------

local function edge_path(edge, left)
  local top, bottom = (edge.from - 1) * ROW, (edge.to - 1) * ROW
  if edge.lane == 0 then
    return string.format("M%d %dV%d", left + BOX_WIDTH // 2, top + BOX_HEIGHT, bottom - 1)
  end
  local x = left - 8 - edge.lane * LANE
  return string.format("M%d %dH%dq-6 0 -6 6V%dq0 6 6 6H%d", left, top + 22, x + 6, bottom + 6, left - 1)
end

-- A number beside the largest of its kind.
local function bar(x, y, kind, value, most)
  if value == 0 then return "" end
  return html.tag("rect", {class = kind:lower(), x = x, y = y + 8, width = math.max(1, value / most * BAR_WIDTH), height = 6})
    .. html.text(x, y + 28, html.grouped(value) .. " " .. kind, {class = "small"})
end

local function row_picture(row, i, left, most)
  local y = (i - 1) * ROW
  local x = left + BOX_WIDTH + 18
  local parts = {
    html.tag("title", {}, html.escape(row.name .. ": " .. row.what .. (row.reason and "; " .. row.reason or ""))),
    html.tag("rect", {class = "box " .. row.kind, x = left, y = y, width = BOX_WIDTH, height = BOX_HEIGHT, rx = row.kind == "layer" and 4 or 17}),
    html.text(left + 12, y + 15, html.cut(row.name, LETTERS), {class = "name"}),
    html.text(left + 12, y + 28, html.cut(row.what, LETTERS + 6), {class = "small"}),
    html.text(x, y + 21, row.shape, {class = "shape"}),
  }
  if row.macs then
    x = x + SHAPE_WIDTH
    parts[#parts + 1] = bar(x, y, "MACs", row.macs, most.macs)
    parts[#parts + 1] = bar(x + BAR_WIDTH + 20, y, "weights", row.weights, most.weights)
  end
  return html.tag("g", {}, parts)
end

local function largest(layers)
  local most = {macs = 1, weights = 1}
  for _, layer in ipairs(layers) do
    most.macs, most.weights = math.max(most.macs, layer.macs), math.max(most.weights, layer.weights)
  end
  return most
end

--- The picture as SVG; `f`: what figures.of(g) gave.
function report_layers.picture(g, f)
  local rows = row_list(g, f)
  local edges = edge_list(rows)
  local left, most, parts = 16 + LANE * give_lanes(edges), largest(f.layers), {}
  for _, edge in ipairs(edges) do
    parts[#parts + 1] = html.tag("path", {class = "edge", d = edge_path(edge, left), ["marker-end"] = "url(#arrow)"})
  end
  for i, row in ipairs(rows) do parts[#parts + 1] = row_picture(row, i, left, most) end
  local width = left + BOX_WIDTH + 18 + SHAPE_WIDTH + 2 * (BAR_WIDTH + 20)
  return html.tag("svg", {viewBox = string.format("0 -2 %d %d", width, #rows * ROW), width = width, height = #rows * ROW, role = "img",
    ["aria-label"] = "layers in order of execution"}, parts)
end

return report_layers
