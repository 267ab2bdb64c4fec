--- table_text: rows of cells as lines of aligned columns.

local table_text = {}

--- `right`: the set of columns that are aligned to the right.
function table_text.columns(rows, right)
  local width, lines = {}, {}
  for _, row in ipairs(rows) do
    for i, cell in ipairs(row) do width[i] = math.max(width[i] or 0, #cell) end
  end
  for r, row in ipairs(rows) do
    local cells = {}
    for i, cell in ipairs(row) do
      local space = string.rep(" ", width[i] - #cell)      -- string.format knows widths up to 99
      cells[i] = right and right[i] and space .. cell or cell .. space
    end
    lines[r] = "  " .. table.concat(cells, "  "):gsub("%s+$", "")
  end
  return lines
end

return table_text
