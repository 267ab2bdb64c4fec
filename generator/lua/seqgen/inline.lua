--- inline: numbers that stand in the spec itself, `weights: {weight: [[…]], bias: […]}` on a layer.

local attribute = require("seqgen.attribute")
local place = require("seqgen.place")
local scalar = require("seqgen.scalar")

local inline = {}

local SEED = {name = "random", type = "integer", min = 0, max = math.maxinteger}
local FORM = "{weight: [[…]], bias: […]}, or {random: SEED}"

--- `{random: SEED}` as {random=, mark=}, or nil where the node has another form.
function inline.read_random(node, at)
  local pair = node.kind == "mapping" and #node.pairs == 1 and node.pairs[1]
  if not pair or pair.key.value ~= "random" or pair.value.kind == "sequence" then return nil end
  return {random = attribute.read(SEED, pair.value, at), mark = node.mark}
end

--- A layer's `weights`: {random=, mark=}, or {parameter → {node=, mark=}} for `inline.numbers`.
function inline.read(node, at)
  local random = inline.read_random(node, at)
  if random then return random end
  if node.kind ~= "mapping" or #node.pairs == 0 then
    at:refuse(node, "weights", FORM, node.kind == "scalar"
      and "name a file at the top of the spec, and use `prefix` or `tensors` on the layer" or nil)
    return nil
  end
  local weights = {}
  for _, pair in ipairs(node.pairs) do
    weights[pair.key.value] = {node = pair.value, mark = pair.key.mark}
  end
  return weights
end

local function position(path)
  local text = ""
  for _, i in ipairs(path) do text = text .. "[" .. i .. "]" end
  return text ~= "" and " at " .. text or ""
end

-- One number of the list, or nil after an error.
local function number(node, path, at)
  local kind, value = scalar.resolve(node)
  if (kind == "integer" or kind == "float") and value - value == 0 then return value + 0.0 end
  at:error(node, {
    message = "no finite number" .. position(path), found = place.show(node),
    expected = "finite numbers, nested as the tensor's axes",
  })
end

local function wrong_size(node, depth, shape, path, at)
  at:error(node, {
    message = "the lists are not of one shape" .. position(path),
    found = shape[depth] and place.show(node) or "a list where others have a number",
    expected = shape[depth] and "a list of " .. shape[depth] .. ", as the first one" or "a number, as the first one",
  })
end

-- Adds a node's numbers to `flat`.  The first way down sets the shape, all others have to follow it.
local function collect(node, path, shape, flat, at)
  local depth = #path + 1
  if node.kind ~= "sequence" then
    if shape[depth] then
      at:error(node, {
        message = "the lists are not of one shape" .. position(path), found = place.show(node),
        expected = "a list of " .. shape[depth] .. ", as the first one",
      })
      return false
    end
    flat[#flat + 1] = number(node, path, at)
    return flat[#flat] ~= nil
  end
  if #node == 0 and #flat == 0 then
    at:error(node, {message = "a list is empty" .. position(path), found = "[]", expected = "numbers, nested as the tensor's axes"})
    return false
  end
  if #flat == 0 and not shape[depth] then shape[depth] = #node end
  if shape[depth] ~= #node then
    wrong_size(node, depth, shape, path, at)
    return false
  end
  for i, item in ipairs(node) do
    path[depth] = i
    local before = #flat
    if not collect(item, path, shape, flat, at) or #flat == before then return false end
    path[depth] = nil
  end
  return true
end

--- Shape and numbers, in row-major order, of nested lists; nil after an error.  One number has the shape {}.
-- at: the place that reports, as in place.new(diag, "layer 'conv': weights.bias")
function inline.numbers(node, at)
  local shape, flat = {}, {}
  if not collect(node, {}, shape, flat, at) then return nil end
  return shape, flat
end

return inline
