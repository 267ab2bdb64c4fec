--- tables: what Lua's own `table` lacks.

local tables = {}

--- A new table with the same keys and values.
function tables.copy(t)
  local c = {}
  for key, value in pairs(t) do c[key] = value end
  return c
end

--- The keys in order; all are of one type.
function tables.sorted_keys(t)
  local keys = {}
  for key in pairs(t) do keys[#keys + 1] = key end
  table.sort(keys)
  return keys
end

return tables
