--- sorted_keys: the keys of a table of names, in order.

return function(map)
  local names = {}
  for name in pairs(map) do names[#names + 1] = name end
  table.sort(names)
  return names
end
