--- onnx.axes: which named axis each position of an ONNX value is.
--
-- ONNX counts axes, seqgen names them.  Each position of each value has a cell; an operator says that a cell is N, T, C or D (a Conv's
-- input is N C T, an LSTM's T N C), or that two cells are one axis (an Add's, a Transpose's).  What is said anywhere in the graph is so
-- known everywhere; what nobody said is named by the order N, T, C.

local axes = {}

local ORDER = {"N", "T", "C"}

--- A new cell, perhaps with its name.
function axes.cell(label)
  return {label = label}
end

local function root(cell)
  while cell.joined do cell = cell.joined end
  return cell
end

--- What is known of a cell: {label, symbol (a size that the file left open), max (whether it is a variable length), left_out}.
axes.root = root

--- Says that a cell is the axis `label`; nil and the other name where it is another one.
function axes.label(cell, label)
  cell = root(cell)
  if cell.label and cell.label ~= label then return nil, cell.label end
  cell.label = label
  return true
end

--- Says that two cells are one axis; nil and both names where they are not.
function axes.join(a, b)
  a, b = root(a), root(b)
  if a == b then return true end
  if a.label and b.label and a.label ~= b.label then return nil, a.label, b.label end
  b.joined = a
  for _, key in ipairs {"label", "symbol", "max", "left_out"} do a[key] = a[key] or b[key] end
  return true
end

--- Says that a cell, of size 1, is no axis at all in seqgen.
function axes.leave_out(cell)
  root(cell).left_out = true
end

--- The names of a value's axes, slowest first; every cell has one by now.
function axes.names(value)
  local list = {}
  for _, cell in ipairs(value.cells) do
    if not root(cell).left_out then list[#list + 1] = root(cell).label end
  end
  return list
end

local function taken_names(value)
  local taken = {}
  for _, cell in ipairs(value.cells) do
    if root(cell).label then taken[root(cell).label] = true end
  end
  return taken
end

local function rank(value)
  local n = 0
  for _, cell in ipairs(value.cells) do n = n + (root(cell).left_out and 0 or 1) end
  return n
end

-- Names the cells of a value that have none; true where all have one then.
local function complete(value)
  local taken, free = taken_names(value), {}
  for _, name in ipairs(rank(value) == 1 and {"C"} or rank(value) == 2 and {"N", "C", "T"} or ORDER) do
    if not taken[name] then free[#free + 1] = name end
  end
  for _, cell in ipairs(value.cells) do
    if not root(cell).label and not root(cell).left_out then
      if not free[1] then return false end
      root(cell).label = table.remove(free, 1)
    end
  end
  return true
end

local function is_named_twice(value)
  local seen = {}
  for _, name in ipairs(axes.names(value)) do
    if seen[name] then return name end
    seen[name] = true
  end
end

--- Names what has no name yet, values of most axes first; a value that can't be named and why not, or nil.
function axes.complete(values)
  local list = {table.unpack(values)}
  for i, value in ipairs(list) do value.order = i end
  table.sort(list, function(a, b)
    if rank(a) ~= rank(b) then return rank(a) > rank(b) end
    return a.order < b.order
  end)
  for _, value in ipairs(list) do
    if not complete(value) then return value, "it has more axes than N, T and C" end
    local twice = is_named_twice(value)
    if twice then return value, "two of its axes are " .. twice end
  end
end

return axes
