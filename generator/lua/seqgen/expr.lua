--- expr: sizes, strides and offsets that are Lua integers where they are known at build time, C text where
-- a variable length takes part.  Sums and products of two integers stay integers.

local expr = {}

local function is_number(x)
  return math.type(x) == "integer"
end

local function factor(x)
  return is_number(x) and tostring(x) or x:find("[%s]") and not x:find("^%b()$") and "(" .. x .. ")" or x
end

function expr.mul(a, b)
  if is_number(a) and is_number(b) then return a * b end
  if a == 0 or b == 0 then return 0 end
  if a == 1 then return b end
  if b == 1 then return a end
  if is_number(a) then a, b = b, a end
  return factor(a) .. " * " .. factor(b)
end

function expr.add(a, b)
  if is_number(a) and is_number(b) then return a + b end
  if a == 0 then return b end
  if b == 0 then return a end
  if is_number(b) and b < 0 then return a .. " - " .. tostring(-b) end
  return tostring(a) .. " + " .. tostring(b)
end

--- A variable length as a factor of an element count: wide enough for the product.
function expr.wide(name)
  return is_number(name) and name or "(ptrdiff_t)" .. name
end

expr.is_number = is_number

return expr
