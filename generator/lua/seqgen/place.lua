--- place: where in the spec a value stands ("layer 'conv1': kernel_size"), and how it is refused there.

local scalar = require("seqgen.scalar")

local place = {}
place.__index = place

--- Raised where a place has reported as many errors as it may; who made the place catches it.
place.ENOUGH = setmetatable({}, {__tostring = function() return "more errors than anybody reads" end})

--- A place that reports to `diag`; `what` names it for people; with `most`, ENOUGH is raised at so many errors.
function place.new(diag, what, most)
  return setmetatable({diag = diag, what = what, most = most}, place)
end

--- A place inside this one.
function place:inner(what)
  return place.new(self.diag, self.what and self.what .. ": " .. what or what, self.most)
end

--- How a node's value reads in a message.
function place.show(node)
  local kind = scalar.resolve(node)
  if kind == "sequence" then return #node == 0 and "an empty list" or "a list of " .. #node end
  if kind == "mapping" then return #node.pairs == 0 and "an empty mapping" or "a mapping" end
  if kind == "null" then return "nothing" end
  if kind == "invalid" then return "'" .. node.value .. "', which its tag !!" .. node.tag .. " does not allow" end
  if kind ~= "string" then return node.value end
  local would_be = scalar.resolve({kind = "scalar", value = node.value, plain = true})
  if would_be == "string" or would_be == "null" then return "'" .. node.value .. "'" end
  return "'" .. node.value .. "' in quotes, which is text"
end

--- Reports {message=, found=, expected=, fix=} at a node; nothing where the node was reported before.
function place:error(node, e)
  if node.kind == "broken" then return end
  self.diag:error {
    mark = node.mark, found = e.found, expected = e.expected, fix = e.fix,
    message = self.what and self.what .. ": " .. e.message or e.message,
  }
  if self.most and self:error_count() >= self.most then error(place.ENOUGH) end
end

--- How many errors there are so far, to see whether some were added.
function place:error_count()
  return #self.diag.errors
end

local function is_finite(value)
  return value == value and value ~= math.huge and value ~= -math.huge
end

local function advice(node, expected)
  if node.kind ~= "scalar" then return nil end
  local found, value = scalar.resolve(node)
  if found == "float" and not is_finite(value) then return "write a finite number: NaN and infinity spread to every result" end
  if found == "float" and expected:find("^an integer") and value > 0 and value < 2 ^ 31 and value == math.floor(value) then
    return string.format("write `%.0f`", value)
  end
  local said = node.value:find("^[YyNn][EeOo][Ss]?$") or node.value:find("^[Oo][NnFf][Ff]?$")
  if said and expected:find("true", 1, true) then
    return "write true or false: YAML 1.2 takes `" .. node.value .. "` as text"
  end
  local kind = scalar.resolve({kind = "scalar", value = node.value, plain = true})
  if not node.plain and kind ~= "string" and kind ~= "null" then return "take the quotes away" end
end

--- Reports that the value of `key` is not what is expected there.
function place:refuse(node, key, expected, fix)
  self:error(node, {
    message = "`" .. key .. "` has a wrong value", found = place.show(node), expected = expected,
    fix = fix or advice(node, expected),
  })
end

return place
