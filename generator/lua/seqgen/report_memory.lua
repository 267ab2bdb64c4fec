--- report_memory: the picture of the scratch memory: layers in order of execution from left to right, bytes upwards; a box
-- is a buffer from the layer that writes it to the last that reads it.

local html = require "seqgen.html"

local report_memory = {}

local LEFT, HEIGHT, WIDTH, WIDEST, NAMES = 70, 220, 860, 90, 70
local COLOURS, LETTER = 6, 7       -- classes m0 … m5; the width of a letter

local function buffers_of(g, dtype)
  local list = {}
  for _, buffer in ipairs(g.memory.buffers) do
    if buffer.dtype == dtype then list[#list + 1] = buffer end
  end
  return list
end

local function life_text(g, buffer)
  local first, last = g.calls[buffer.first].node.name, g.calls[buffer.last].node.name
  return string.format("%s: bytes %d to %d, %s", buffer.what, 4 * buffer.offset, 4 * (buffer.offset + buffer.count) - 1,
    first == last and "in " .. first or "from " .. first .. " to " .. last)
end

local function buffer_box(g, buffer, i, column, total)
  local x, width = LEFT + (buffer.first - 1) * column, (buffer.last - buffer.first + 1) * column - 1
  local height = HEIGHT * buffer.count / total
  local y = HEIGHT - HEIGHT * (buffer.offset + buffer.count) / total
  local parts = {html.tag("title", {}, html.escape(life_text(g, buffer))),
    html.tag("rect", {class = "m" .. i % COLOURS, x = x, y = y, width = math.max(1, width), height = math.max(0.5, height - 1)})}
  local letters = (width - 8) // LETTER
  if height >= 14 and letters >= 3 then
    parts[3] = html.text(x + 4, y + height / 2 + 4, html.cut(buffer.what, math.tointeger(letters)), {class = "label"})
  end
  return html.tag("g", {}, parts)
end

local function layer_names(g, column)
  local parts = {}
  for i, call in ipairs(column >= 12 and g.calls or {}) do
    local x = LEFT + (i - 0.5) * column + 4
    parts[i] = html.text(x, HEIGHT + 12, html.cut(call.node.name, 14), {class = "small", ["text-anchor"] = "end",
      transform = string.format("rotate(-40 %.1f %d)", x, HEIGHT + 12)})
  end
  return parts
end

local function scale(total, width)
  local parts = {}
  for _, share in ipairs {0, 0.5, 1} do
    local y = HEIGHT * (1 - share)
    parts[#parts + 1] = html.tag("line", {class = "grid", x1 = LEFT, x2 = LEFT + width, y1 = y, y2 = y})
    parts[#parts + 1] = html.text(LEFT - 6, y + 4, html.grouped(math.tointeger(share * total // 1)), {class = "small", ["text-anchor"] = "end"})
  end
  return table.concat(parts, "\n")
end

--- The picture of the buffers of one element type as SVG, or nil where there are none; `count`: elements of the whole area.
function report_memory.picture(g, dtype, count)
  local buffers = buffers_of(g, dtype)
  if #buffers == 0 or count == 0 then return nil end
  local column = math.min(WIDEST, WIDTH / #g.calls)
  local width = column * #g.calls
  local parts = {scale(4 * count, width)}
  for i, buffer in ipairs(buffers) do parts[#parts + 1] = buffer_box(g, buffer, i, column, count) end
  table.move(layer_names(g, column), 1, #g.calls, #parts + 1, parts)
  local size = {LEFT + width + 10, HEIGHT + NAMES}
  return html.tag("svg", {viewBox = string.format("0 -10 %.0f %d", size[1], size[2]), width = size[1], height = size[2], role = "img",
    ["aria-label"] = "scratch memory over the layers"}, parts)
end

return report_memory
