--- arrays: dense arrays of numbers, {shape = {…}, [1…n] = the numbers, the last axis fastest}.

local arrays = {}

function arrays.count(shape)
  local n = 1
  for _, size in ipairs(shape) do n = n * size end
  return n
end

--- An array whose element at the indices i, j, … (from 0) is f(i, j, …).
function arrays.make(shape, f)
  local a, index = {shape = shape}, {}
  for k = 1, #shape do index[k] = 0 end
  for n = 1, arrays.count(shape) do
    a[n] = f(table.unpack(index))
    local k = #shape
    while k > 0 do
      index[k] = index[k] + 1
      if index[k] < shape[k] then break end
      index[k], k = 0, k - 1
    end
  end
  return a
end

--- The element at indices from 0.
function arrays.at(a, ...)
  local n = 0
  for k = 1, #a.shape do n = n * a.shape[k] + select(k, ...) end
  return a[n + 1]
end

--- The array whose axis k is axis order[k] of a.
function arrays.permute(a, order)
  local shape = {}
  for k, axis in ipairs(order) do shape[k] = a.shape[axis] end
  return arrays.make(shape, function(...)
    local at = {}
    for k, axis in ipairs(order) do at[axis] = select(k, ...) end
    return arrays.at(a, table.unpack(at))
  end)
end

--- The same numbers under another shape.
function arrays.reshape(a, shape)
  return table.move(a, 1, #a, 1, {shape = shape})
end

--- The blocks of the first axis in another order: block i of the result is block order[i], from 0, of a.
function arrays.blocks(a, order, count)
  local rows = a.shape[1] // count
  local shape = {table.unpack(a.shape)}
  shape[1] = rows * #order
  return arrays.make(shape, function(i, ...) return arrays.at(a, order[i // rows + 1] * rows + i % rows, ...) end)
end

--- Arrays of one shape one behind the other along a new first axis.
function arrays.stack(list)
  local a = {shape = {#list, table.unpack(list[1].shape)}}
  for _, one in ipairs(list) do table.move(one, 1, #one, #a + 1, a) end
  return a
end

--- Arrays one behind the other along their first axis.
function arrays.join(list)
  local a = {shape = {0, table.unpack(list[1].shape, 2)}}
  for _, one in ipairs(list) do
    a.shape[1] = a.shape[1] + one.shape[1]
    table.move(one, 1, #one, #a + 1, a)
  end
  return a
end

return arrays
