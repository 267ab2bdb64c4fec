--- random_weights: seeded weights from shapes alone, for trying a shape or timing it.
--
-- A number depends on the seed, the layer's name, the parameter and nothing else.  Weights of several axes are uniform
-- with variance 1 / fan-in, so that a signal neither fades nor explodes through a deep model; scales and variances of
-- norms lie between 0.5 and 1.5.

local tensor = require "tensor"

local random_weights = {}

-- FNV-1a, 64 bits (Fowler, Noll, Vo), over the seed and a name.
local function mix(seed, name)
  local hash = 0xcbf29ce484222325
  for i = 1, 8 do hash = (hash ~ (seed >> 8 * (i - 1) & 0xff)) * 0x100000001b3 end
  for i = 1, #name do hash = (hash ~ name:byte(i)) * 0x100000001b3 end
  return hash
end

-- Numbers that one output sums: all axes but the first (out, in, tap...).
local function fan_in(shape)
  local n = 1
  for i = 2, #shape do n = n * shape[i] end
  return n
end

local POSITIVE = {weight = true, running_var = true}

--- The tensor of one parameter.  name: the layer's name and the parameter's; entry: as op.weights lists it; widest:
-- the largest fan-in among the layer's parameters.
function random_weights.make(seed, name, entry, widest)
  local hash = mix(seed, name)
  if #entry.shape > 1 then return tensor.random(hash, entry.shape, math.sqrt(3 / fan_in(entry.shape))) end
  if POSITIVE[entry.name] then return tensor.random(hash, entry.shape, 0.5):add(1):to("f32") end
  return tensor.random(hash, entry.shape, 0.5 / math.sqrt(widest))
end

--- The largest fan-in of a list of parameters.
function random_weights.widest(entries)
  local widest = 1
  for _, entry in ipairs(entries) do widest = math.max(widest, fan_in(entry.shape)) end
  return widest
end

return random_weights
