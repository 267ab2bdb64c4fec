--- packed: a constant's array that is made part by part while it is written, so that large weights are held but once.
--
-- Tensors and packed arrays answer alike to `count` and `dtype`; `parts` and `whole` take either.

local tensor = require "tensor"

local packed = {}
packed.__index = packed

local MOST_GARBAGE = 16 << 20     -- bytes of parts

--- makers: functions without arguments; what they give, float32 tensors of `count` numbers in all, makes up the array.
function packed.new(count, makers)
  return setmetatable({numbers = count, makers = makers}, packed)
end

function packed:count()
  return self.numbers
end

function packed.dtype()
  return "f32"
end

--- Packed arrays, one behind the other.
function packed.join(arrays)
  local count, makers = 0, {}
  for _, array in ipairs(arrays) do
    count = count + array:count()
    table.move(array.makers, 1, #array.makers, #makers + 1, makers)
  end
  return packed.new(count, makers)
end

local garbage = 0

-- Left alone, Lua collects only when garbage has grown as large as what is in use: all weights a second time.
local function collect_behind(part)
  garbage = garbage + part:bytes_size()
  if garbage <= MOST_GARBAGE then return end
  collectgarbage()
  garbage = 0
end

--- An iterator over the parts, in order.
function packed.parts(array)
  local makers, i = tensor.is_tensor(array) and {function() return array end} or array.makers, 0
  return function()
    i = i + 1
    local part = makers[i] and makers[i]()
    if part and part ~= array then collect_behind(part) end
    return part
  end
end

--- The array as one flat tensor.
function packed.whole(array)
  local parts = {}
  for part in packed.parts(array) do parts[#parts + 1] = part:reshape {part:count()} end
  return #parts == 1 and parts[1] or tensor.concat(1, parts)
end

return packed
