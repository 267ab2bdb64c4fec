--- length: how the size of a T axis follows from the length that the caller of a generated function gives.
--
-- A length is an immutable tree over the caller's `length`: add(c), div(s) (towards zero, of what is not
-- negative), mul(m), plus(other).  Where T is fixed there is none of this: a size is a number.

local length = {}
length.__index = length

local function new(op, of, n)
  return setmetatable({op = op, of = of, n = n}, length)
end

--- What the caller gives.
function length.caller()
  return new("caller")
end

function length:add(n)
  if self.op == "add" then return self.of:add(self.n + n) end
  return n == 0 and self or new("add", self, n)
end

function length:div(n)
  if self.op == "div" then return self.of:div(self.n * n) end
  if self.op == "mul" and self.n == n then return self.of end
  return n == 1 and self or new("div", self, n)
end

function length:mul(n)
  return n == 1 and self or new("mul", self, n)
end

--- The sum with another length (concat along T).
function length:plus(other)
  return new("plus", self, other)
end

--- The size for a caller's length n, nil where n is too short for a layer on the way.
function length:eval(n)
  if self.op == "caller" then return n end
  local of = self.of:eval(n)
  if not of then return nil end
  if self.op == "add" then return of + self.n end
  if self.op == "mul" then return of * self.n end
  if self.op == "div" then return of >= 0 and of // self.n or nil end
  local other = self.n:eval(n)
  return other and of + other
end

--- C text over an int variable `name`.
function length:c_text(name)
  if self.op == "caller" then return name end
  local of = self.of:c_text(name)
  if self.op == "plus" then return "(" .. of .. " + " .. self.n:c_text(name) .. ")" end
  if self.op == "add" then
    return string.format(self.n < 0 and "(%s - %d)" or "(%s + %d)", of, math.abs(self.n))
  end
  return string.format(self.op == "mul" and "%s * %d" or "%s / %d", of, self.n)
end

--- Do two lengths (or nil: fixed) agree for every caller's length that is a multiple of `step`, up to `most`?  Lengths are
-- made of few floor divisions, so their difference repeats with a small period; the first few thousand values tell.
function length.equal(a, b, most, step)
  if not a or not b then return a == b end
  local longest = most - most % step
  for n = step, math.min(longest, 5000 * step), step do
    if a:eval(n) ~= b:eval(n) then return false end
  end
  return a:eval(longest) == b:eval(longest)
end

return length
