--- weight_reader: one stored or inline tensor, checked: its shape, its type, that its numbers are finite floats.
--
-- Every function reports what is wrong to diag and then gives nil.

local inline = require "seqgen.inline"
local place = require "seqgen.place"
local tensor = require "tensor"
local weight_hint = require "seqgen.weight_hint"
local weight_text = require "seqgen.weight_text"

local weight_reader = {}

local FLOATS = {f64 = true, f32 = true, f16 = true, bf16 = true}

local function same_shape(a, b)
  if #a ~= #b then return false end
  for i = 1, #a do
    if a[i] ~= b[i] then return false end
  end
  return true
end

local function number_text(value)
  if value ~= value then return "NaN" end
  if value == math.huge or value == -math.huge then return value > 0 and "inf" or "-inf" end
  return string.format("%.9g", value)
end

-- Reports at `where` = {diag=, mark=, what="tensor 'conv.weight' in w.npz", layer="layer 'conv'" | nil}.
local function report(where, message, e)
  e.mark = where.mark
  e.message = string.format("%s%s %s", where.layer and where.layer .. ": " or "", where.what, message)
  where.diag:error(e)
end

-- Where the spec names the file, for errors that lie in the file.
local function file_line(where)
  return where.file_line and string.format(" (line %d names the file)", where.file_line) or ""
end

local function unreadable(name, message, where)
  report(where, "cannot be read", {found = string.format("'%s' %s", name, message), fix = "export the file anew" .. file_line(where)})
end

-- Whether no number lies below the parameter's least value, if it has one: a negative difference has no root.
local function check_least(t, entry, where)
  local least = entry.min and tensor.new("f32", {1}, {entry.min})
  local below = least and t:sub(least):map("sqrt"):find_non_finite()
  if not below then return t end
  report(where, "holds a number below " .. entry.min, {
    found = string.format("%s at %s", number_text(t:at(table.unpack(below))), weight_text.place(below)),
    expected = "numbers of at least " .. entry.min, fix = "export the layer anew" .. file_line(where)})
end

--- A tensor as float32, or nil after an error: not finite, or beyond the largest float.
function weight_reader.to_f32(t, where)
  local at = t:find_non_finite()
  if at then
    report(where, "is not finite", {found = string.format("%s at %s", number_text(t:at(table.unpack(at))), weight_text.place(at)),
      expected = "finite numbers",
      fix = "train anew, or find out what wrote it: NaN and infinity spread to every result" .. file_line(where)})
    return nil
  end
  local rounded, beyond = t:to("f32")
  if rounded then return rounded end
  report(where, "does not fit into float32", {
    found = string.format("%s at %s", number_text(t:at(table.unpack(beyond))), weight_text.place(beyond)),
    expected = "numbers of at most 3.4e38", fix = "scale the weights before they are stored" .. file_line(where)})
end

local function check_type(description, where)
  if FLOATS[description.stored] then return true end
  report(where, "does not hold floating-point numbers", {found = "elements of type " .. description.stored,
    expected = "f64, f32, f16 or bf16", fix = "export it as float32" .. file_line(where)})
end

local function check_shape(request, entry, name, shape, where)
  if same_shape(shape, entry.shape) then return true end
  report(where, "has the wrong shape", {found = weight_text.shape(shape),
    expected = string.format("%s%s%s", weight_text.shape(entry.shape), entry.axes and " (" .. entry.axes .. ")" or "",
      weight_hint.because(request, entry, shape)),
    fix = weight_hint.shape(request, entry, shape, name)})
end

--- What the container says of a tensor: {stored=, shape=}, if it can be a weight.
function weight_reader.describe(container, name, where)
  local description, message = container:describe(name)
  if not description then
    unreadable(name, message, where)
    return nil
  end
  return check_type(description, where) and description
end

--- A container's tensor as float32, whatever its shape.
function weight_reader.load(container, name, where)
  local t, message = container:load(name)
  if t then return weight_reader.to_f32(t, where) end
  unreadable(name, message, where)
end

--- A container's tensor for a parameter.  request: as weight_hint.lua says; entry: the parameter, as op.weights lists it.
function weight_reader.stored(request, entry, name, where)
  local description = weight_reader.describe(request.container, name, where)
  if not description or not check_shape(request, entry, name, description.shape, where) then return nil end
  local t = weight_reader.load(request.container, name, where)
  return t and check_least(t, entry, where)
end

--- Inline numbers for a parameter.  numbers: {node=, mark=}, as inline.lua leaves them.
function weight_reader.inline(request, entry, numbers, where)
  local shape, flat = inline.numbers(numbers.node, place.new(where.diag, where.layer .. ": " .. where.what))
  if not shape or not check_shape(request, entry, entry.name, shape, where) then return nil end
  local t = weight_reader.to_f32(tensor.new("f64", shape, flat), where)
  return t and check_least(t, entry, where)
end

return weight_reader
