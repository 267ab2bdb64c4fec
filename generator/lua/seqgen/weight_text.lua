--- weight_text: how tensors read in messages.

local weight_text = {}

--- "[48][3][5]"
function weight_text.shape(shape)
  if #shape == 0 then return "a single number" end
  return "[" .. table.concat(shape, "][") .. "]"
end

--- "'conv1.weight' [48][3][5] (out, in/groups, tap)"
function weight_text.entry(name, entry)
  return string.format("'%s' %s%s", name, weight_text.shape(entry.shape), entry.axes and " (" .. entry.axes .. ")" or "")
end

--- "'a' [2], 'b' [3][4] and 5 more": what a container holds under the given names.
function weight_text.stored(container, names, most)
  local parts = {}
  for i = 1, math.min(most, #names) do
    local description = container:describe(names[i])
    parts[i] = string.format("'%s' %s", names[i], description and weight_text.shape(description.shape) or "(damaged)")
  end
  local rest = #names - #parts
  return table.concat(parts, ", ") .. (rest > 0 and string.format(" and %d more", rest) or "")
end

--- "[2][0]", from indices that count from 0.
function weight_text.place(indices)
  return #indices > 0 and "[" .. table.concat(indices, "][") .. "]" or "its only element"
end

return weight_text
