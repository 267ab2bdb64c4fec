--- fields: reads a mapping whose keys are known: names unknown and missing ones, reads the typed ones.

local attribute = require("seqgen.attribute")
local foreign = require("seqgen.foreign")
local suggest = require("seqgen.suggest")

local fields = {}

-- Gives the known key that was most likely meant.
local function unknown(node, names, is_known, at, elsewhere)
  local text = node.value
  local fix, near = elsewhere and elsewhere[text], nil
  if not fix then fix, near = foreign.key(text, is_known) end
  if not fix then
    near = suggest.nearest(text, names)
    fix = near and "write `" .. near .. "`"
  end
  at:error(node, {
    message = "unknown key '" .. text .. "'", found = "'" .. text .. "'",
    expected = "one of " .. table.concat(names, ", "), fix = fix,
  })
  return near
end

local function missing(node, key, at)
  at:error(node, {
    message = "`" .. key.name .. "` is missing", expected = key.expected or attribute.text(key),
    fix = "add `" .. key.name .. ": …`",
  })
end

--- The nodes of a mapping by key and the marks of its keys.
-- known      list of attributes or forms (keys.lua), in the order in which people should read them
-- elsewhere  advice for keys that people put here though they belong elsewhere, {key → text}; may be nil
function fields.read(node, known, at, elsewhere)
  local nodes, marks, names, is_known, meant = {}, {}, {}, {}, {}
  for i, key in ipairs(known) do
    names[i], is_known[key.name] = key.name, true
  end
  for _, pair in ipairs(node.pairs) do
    local key = pair.key.value
    if is_known[key] then
      nodes[key], marks[key] = pair.value, pair.key.mark
    else
      meant[unknown(pair.key, names, is_known, at, elsewhere) or ""] = true
    end
  end
  for _, key in ipairs(known) do
    if key.required and not nodes[key.name] and not meant[key.name] then missing(node, key, at) end
  end
  return nodes, marks
end

--- The values of the keys that have a type, with defaults filled in; nil stays for what was reported.
function fields.values(nodes, known, at)
  local values = {}
  for _, key in ipairs(known) do
    if key.type and nodes[key.name] then
      values[key.name] = attribute.read(key, nodes[key.name], at)
    elseif key.type then
      values[key.name] = key.default
    end
  end
  return values
end

return fields
