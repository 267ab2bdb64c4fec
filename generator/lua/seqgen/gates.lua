--- gates: helpers of the operators' conventions, which store the gates of a recurrent layer in different orders.

local gates = {}

-- shape with axis `axis` written as two: how many blocks, and the size of one.
local function split(shape, axis, count)
  local result = {}
  for i, size in ipairs(shape) do
    if i == axis then
      result[#result + 1], result[#result + 2] = count, size // count
    else
      result[#result + 1] = size
    end
  end
  return result
end

--- t, whose `axis` (from 1) holds one block a gate, with its blocks in another order: block i of the result is block
-- order[i], from 0, of t.  gates.reorder(w, 1, {0, 3, 1, 2}): i o f c → i c o f.
function gates.reorder(t, axis, order)
  local shape = t:shape()
  return t:reshape(split(shape, axis, #order)):take(axis, order):reshape(shape)
end

--- The blocks of an axis as a list of tensors: gates.split(b, 1, 2) gives the two halves of b.
function gates.split(t, axis, count)
  local size, blocks = t:shape()[axis] // count, {}
  for i = 1, count do blocks[i] = t:slice(axis, (i - 1) * size, size) end
  return blocks
end

return gates
