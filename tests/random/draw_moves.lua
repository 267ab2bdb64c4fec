--- draw_moves: layers that move elements and compute nothing; they take integers too.  See draw_windows.lua for what a
-- drawer is.

local choices = require "choices"
local model = require "model"

local MOST = 4000      -- elements of a tensor

-- What a result keeps of the values it was moved from.
local function kept(x, changes)
  changes.exact, changes.below, changes.low, changes.spread = x.exact, x.below, x.low, x.spread
  return changes
end

-- An axis of x along which a layer may move elements, or nil.
local function draw_axis(d, x, m)
  local at = d:int(1, math.max(1, #x.axes))
  local axis = x.axes:sub(at, at)
  return axis ~= "" and m:has_whole(axis) and axis or nil
end

-- changes for another size of an axis; nil where there is none.  f: old size → new size
local function resized(m, x, axis, f)
  if axis == "T" then
    local T = m:steps(x, f)
    return T and {T = T}
  end
  local n = f(x[axis])
  return n >= 1 and {[axis] = n} or nil
end

local function reverse(d, x, m)
  local axis = draw_axis(d, x, m)
  if not axis then return nil end
  m:mixes(axis)
  return m:add("reverse", {x}, {{"axis", axis}}, x, kept(x, {}))
end

-- ---- Parts -----------------------------------------------------------------------------------

-- Python's range: where it starts, and how many there are.
local function range(n, start, stop, step)
  local function clip(i, default)
    if not i then return default end
    return math.max(0, math.min(n, i < 0 and i + n or i))
  end
  local first = clip(start, 0)
  return math.max(0, (clip(stop, n) - first + step - 1) // step)
end

-- An end as such or counted from the end.
local function either_way(d, i, n)
  return d:once_in(2) and i or i - n
end

-- The ends of a slice of a T that varies: its length follows T, or is the same for all.
local function draw_ends(d, n)
  local kind = d:int(1, 4)
  if kind == 1 then return -d:int(1, math.min(3, n)), nil, true end
  local start = d:int(0, math.min(2, n - 1))
  if kind == 2 then return start, math.min(n, start + d:int(1, 3)), true end
  return start, kind == 3 and -d:int(1, 2) or nil, false
end

-- How many steps there have to be for these ends to lie within.
local function reach_of(start, stop)
  if start < 0 then return -start end
  return math.max(start + 1, stop and (stop > 0 and stop or start + 1 - stop) or 1)
end

local function slice(d, x, m)
  local axis = draw_axis(d, x, m)
  if not axis then return nil end
  local n, varies = model.size(x, axis), axis == "T" and m.variable and not x.fixed
  local start, step = d:int(0, n - 1), d:once_in(3) and d:int(1, 3) or 1
  local stop, fixed = d:int(start + 1, n), nil
  if varies then
    start, stop, fixed = draw_ends(d, n)
    if not m:needs(x, reach_of(start, stop)) then return nil end
  else
    start, stop = either_way(d, start, n), stop < n and either_way(d, stop, n) or nil
  end
  if start == 0 and d:once_in(2) then start = nil end
  local changes = resized(m, x, axis, function(t) return range(t, start, stop, step) end)
  if not changes then return nil end
  changes.fixed = fixed or x.fixed
  local attrs = {{"axis", axis}}
  for _, attr in ipairs {{"start", start}, {"stop", stop}, {"step", step > 1 and step or nil}} do
    if attr[2] then attrs[#attrs + 1] = attr end
  end
  m:mixes(axis)
  return m:add("slice", {x}, attrs, x, kept(x, changes))
end

local function picked(op)
  return function(d, x, m)
    local axis = draw_axis(d, x, m)
    if not axis or #x.axes < 2 then return nil end
    local n, index = model.size(x, axis), -1
    if op == "select" then index = either_way(d, d:int(0, math.min(n - 1, 4)), n) end
    if axis == "T" and m.variable and not x.fixed then
      if op == "select" then index = d:once_in(2) and d:int(0, math.min(n - 1, 3)) or -d:int(1, math.min(n, 3)) end
      if not m:needs(x, index < 0 and -index or index + 1) then return nil end
    end
    m:mixes(axis)
    return m:add(op, {x}, {{"axis", axis}, op == "select" and {"index", index} or nil}, x, kept(x, {axes = model.without(x.axes, axis)}))
  end
end

-- ---- More of it --------------------------------------------------------------------------------

local function pad(d, x, m)
  local axis = draw_axis(d, x, m)
  if not axis then return nil end
  local before, after, mode = d:int(0, 3), d:int(0, 3), d:pick {"constant", "replicate", "reflect", "circular"}
  local widest = math.max(before, after)
  local needed = widest == 0 and 1 or mode == "reflect" and widest + 1 or mode == "circular" and widest or 1
  if axis ~= "T" and needed > x[axis] or axis == "T" and not m:needs(x, needed) then return nil end
  local changes = resized(m, x, axis, function(t) return t + before + after end)
  local attrs = {{"axis", axis}, {"padding", {before, after}}, {"mode", mode}}
  if mode == "constant" and d:once_in(2) then attrs[4] = {"value", x.dtype == "i32" and 1 or "0.75"} end
  kept(x, changes)
  if mode == "constant" then changes.low, changes.spread, changes.below = nil, nil, x.below and math.max(x.below, 2) end
  m:mixes(axis)
  return m:add("pad", {x}, attrs, x, changes)
end

local function again(d, x, m)
  local axis, times = draw_axis(d, x, m), d:int(1, 3)
  if not axis or model.count(x) * times > MOST then return nil end
  local changes = resized(m, x, axis, function(t) return t * times end)
  m:mixes(axis)
  return m:add("repeat", {x}, {{"axis", axis}, {"repeats", times}}, x, kept(x, changes))
end

local function agree(m, x, y, joined)
  for axis in x.axes:gmatch "." do
    if axis == "T" and not (joined == "T" or m.same_steps(x, y)) then return false end
    if axis ~= "T" and axis ~= joined and x[axis] ~= y[axis] then return false end
  end
  return true
end

local function joined_steps(m, x, y)
  local T = {}
  for i, t in ipairs(x.T) do
    T[i] = t + y.T[i]
    m.refused[i] = m.refused[i] or t < 1 or y.T[i] < 1
  end
  return T
end

local function can_concat(m, x, y, axis)
  if y == x or y.dtype ~= x.dtype or #y.axes ~= #x.axes or not model.has(x, y.axes) then return false end
  if m.mode == "stream" and model.has(x, "T") and (x.final or y.final) then return false end
  return agree(m, x, y, axis) and model.count(x) + model.count(y) <= MOST
end

local function concat(d, x, m)
  local axis = draw_axis(d, x, m)
  if not axis then return nil end
  for _, y in ipairs(d:shuffle(m.tensors)) do
    if can_concat(m, x, y, axis) then
      local changes = {most = math.max(x.most, y.most), exact = x.exact and y.exact, below = x.below and y.below and math.max(x.below, y.below),
        low = x.low and y.low and math.min(x.low, y.low)}
      if axis == "T" then changes.T, changes.fixed = joined_steps(m, x, y), x.fixed and y.fixed or false
      else changes[axis] = x[axis] + y[axis] end
      m:mixes(axis)
      return m:add("concat", {x, y}, {{"axis", axis}}, x, changes)
    end
  end
end

-- ---- Other axes --------------------------------------------------------------------------------

local function shuffled(d, axes)
  local letters = {}
  for axis in axes:gmatch "." do letters[#letters + 1] = axis end
  return table.concat(d:shuffle(letters))
end

local function flatten(d, x, m)
  if model.has(x, "T") and (m.mode == "stream" or m.variable and not x.fixed) then return nil end
  local merged, long, C = model.without(x.axes, "N"), 0, 1
  for axis in merged:gmatch "." do
    C = C * model.size(x, axis)
    if model.size(x, axis) > 1 then long = long + 1 end
  end
  if merged == "" then return nil end
  local attrs = (long > 1 or d:once_in(2)) and {{"order", shuffled(d, merged)}} or {}
  return m:add("flatten", {x}, attrs, x, kept(x, {axes = model.has(x, "N") and "NC" or "C", C = C, ordered = true}))
end

-- Sizes for the axes of a layout whose product is n.
local function draw_sizes(d, layout, n)
  local sizes = {}
  for i = 1, #layout do
    sizes[i] = i == #layout and n or d:pick(choices.divisors(n))
    n = n // sizes[i]
  end
  return sizes
end

local function reshape(d, x, m)
  if not x.ordered or model.has(x, "T") and (m.mode == "stream" or m.variable and not x.fixed) or m.mode == "stream" then return nil end
  local layout = shuffled(d, d:pick {"NTC", "NC", "TC", "NTC", "DNC", "C"})
  if m.variable and layout:find "T" and not x.fixed then return nil end
  local sizes, changes = draw_sizes(d, layout, model.count(x)), kept(x, {axes = layout, ordered = true})
  for i = 1, #layout do changes[layout:sub(i, i)] = layout:sub(i, i) == "T" and {sizes[i]} or sizes[i] end
  if changes.T then changes.T, changes.fixed = m:steps(x, function() return changes.T[1] end), m.variable end
  local shape = {table.unpack(sizes)}
  if d:once_in(3) then shape[d:int(1, #shape)] = -1 end
  m:mixes "N"
  return m:add("reshape", {x}, {{"layout", layout}, {"shape", #shape == 1 and d:once_in(2) and shape[1] or shape}}, x, changes)
end

local function transpose(d, x, m)
  if d:once_in(2) then return m:add("transpose", {x}, {}, x, kept(x, {})) end
  local order = shuffled(d, x.axes)
  if order == "" then return nil end
  return m:add("transpose", {x}, {{"order", order}}, x, kept(x, {axes = order, ordered = true}))
end

local function goes(m, x, axis)
  return model.size(x, axis) == 1 and not (axis == "T" and (m.mode == "stream" or m.variable and not x.fixed))
end

local function squeeze(d, x, m)
  local single, rest = {}, x.axes
  for axis in x.axes:gmatch "." do
    if goes(m, x, axis) then single[#single + 1], rest = axis, model.without(rest, axis) end
  end
  if #single == 0 or rest == "" then return nil end
  local all = m.mode == "sequence" or not model.has(x, "T")
  if all and d:once_in(3) then return m:add("squeeze", {x}, {}, x, kept(x, {axes = rest})) end
  local axis = d:pick(single)
  return m:add("squeeze", {x}, {{"axis", axis}}, x, kept(x, {axes = model.without(x.axes, axis)}))
end

local function unsqueeze(d, x, m)
  local axis = d:pick {"N", "T", "C", "D"}
  if model.has(x, axis) or not m:has_whole(axis) then return nil end
  local changes = kept(x, {axes = x.axes .. axis, ordered = false})
  if axis == "T" then changes.T, changes.fixed = m:steps(x, function() return 1 end), m.variable or false else changes[axis] = 1 end
  return m:add("unsqueeze", {x}, {{"axis", axis}}, x, changes)
end

local function cast(d, x, m)
  local dtype = d:pick {"f32", "i32"}
  if dtype == "i32" and not x.exact then return nil end
  local changes = kept(x, {dtype = dtype})
  if dtype ~= x.dtype then changes.spread, changes.low, changes.below = nil, nil, nil end
  return m:add("cast", {x}, {{"dtype", dtype}}, x, changes)
end

return {
  reverse = {needs = "", ints = true, draw = reverse},
  slice = {needs = "", ints = true, often = 2, draw = slice},
  select = {needs = "", ints = true, often = 2, draw = picked "select"},
  last = {needs = "", ints = true, draw = picked "last"},
  pad = {needs = "", ints = true, often = 2, draw = pad},
  ["repeat"] = {needs = "", ints = true, draw = again},
  concat = {needs = "", ints = true, often = 4, draw = concat},
  flatten = {needs = "", ints = true, often = 2, draw = flatten},
  reshape = {needs = "", ints = true, often = 3, draw = reshape},
  transpose = {needs = "", ints = true, draw = transpose},
  squeeze = {needs = "", ints = true, often = 2, draw = squeeze},
  unsqueeze = {needs = "", ints = true, often = 3, draw = unsqueeze},
  cast = {needs = "", ints = true, often = 2, draw = cast},
  dropout = {needs = "", ints = true, draw = function(d, x, m) return m:add("dropout", {x}, d:once_in(2) and {{"p", "0.25"}} or {}, x, kept(x, {})) end},
  identity = {needs = "", ints = true, draw = function(_, x, m) return m:add("identity", {x}, {}, x, kept(x, {})) end},
}
