--- draw_layers: op → how to draw a layer of it; see draw_windows.lua.

local drawers = {}

for _, part in ipairs {require "draw_windows", require "draw_recurrent", require "draw_channels", require("draw_elements").drawers,
  (require "draw_moves")} do
  for op, drawer in pairs(part) do drawers[op] = drawer end
end

return drawers
