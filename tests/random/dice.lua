--- dice: random choices that depend on a seed and nothing else (xorshift64*, Marsaglia and Vigna).

local dice = {}
dice.__index = dice

function dice.new(seed)
  return setmetatable({state = seed * 0x9E3779B97F4A7C15 ~ 0x2545F4914F6CDD1D}, dice)
end

function dice:next()
  local x = self.state
  if x == 0 then x = 1 end
  x = x ~ x >> 12
  x = x ~ x << 25
  x = x ~ x >> 27
  self.state = x
  return (x * 0x2545F4914F6CDD1D) >> 11
end

--- An integer from low to high.
function dice:int(low, high)
  return low + self:next() % (high - low + 1)
end

--- A number from low to high.
function dice:number(low, high)
  return low + (high - low) * (self:next() / 2.0 ^ 53)
end

--- True once in `n` times.
function dice:once_in(n)
  return self:int(1, n) == 1
end

function dice:pick(list)
  return list[self:int(1, #list)]
end

--- A new list of the same items in another order.
function dice:shuffle(list)
  local items = {table.unpack(list)}
  for i = #items, 2, -1 do
    local k = self:int(1, i)
    items[i], items[k] = items[k], items[i]
  end
  return items
end

return dice
