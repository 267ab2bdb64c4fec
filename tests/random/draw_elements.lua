--- draw_elements: what works on each element alone, tensors joined element by element, and reductions.  See draw_windows.lua
-- for what a drawer is.

local choices = require "choices"
local model = require "model"

local elements = {}

local function number(d, low, high)
  return string.format("%.3f", d:number(low, high))
end

local function list(d, n, low, high)
  local values = {}
  for i = 1, n do values[i] = number(d, low, high) end
  return values
end

-- ---- Values kept where a function is defined ---------------------------------------------

local function affine(d, x, m, scale, offset)
  return m:add("affine", {x}, {{"scale", scale}, {"offset", offset}}, x, {most = x.most * 1.5 + 1, spread = x.spread})
end

local function above(d, x, m, op)
  local y = m:add(op, {x}, {}, x, {most = choices.most_after(op, x.most)})
  y = m:add("affine", {y}, {{"offset", "0.4"}}, y, {most = y.most + 1})
  y.low = 0.4
  return y
end

--- A layer before x that keeps it above 0.
function elements.positive(d, x, m)
  if x.low then return x end
  if d:once_in(3) then
    local y = m:add("bound", {x}, {{"min", "0.25"}, {"max", "2"}, {"via", d:pick {"sigmoid", "tanh", "clip"}}}, x, {most = 2})
    y.low = 0.25
    return y
  end
  return above(d, x, m, d:pick {"sigmoid", "softplus", "abs", "hard_sigmoid"})
end

--- A layer before x that makes it small, where it is not.
function elements.small(d, x, m, most)
  if x.most <= most then return x end
  local op = d:pick {"tanh", "softsign", "affine"}
  if op ~= "affine" then return m:add(op, {x}, {}, x, {most = 1}) end
  local scale = string.format("%.3g", 1 / x.most)
  return m:add("affine", {x}, {{"scale", scale}}, x, {most = 1, spread = x.spread})
end

-- ---- One tensor ----------------------------------------------------------------------------

-- op → its own attributes, drawn
local UNARY = {
  leaky_relu = function(d) return {{"negative_slope", number(d, 0, 0.5)}} end,
  elu = function(d) return {{"alpha", number(d, 0.5, 2)}} end,
  gelu = function(d) return {{"approximate", d:pick {"none", "tanh"}}} end,
  softplus = function(d) return {{"beta", number(d, 0.5, 3)}, {"threshold", d:pick {"20", "12.5"}}} end,
}
local EXACT = {relu = true, relu6 = true, abs = true, neg = true}

local function unary(op)
  return function(d, x, m)
    local attrs = UNARY[op] and d:once_in(2) and UNARY[op](d) or {}
    return m:add(op, {x}, attrs, x, {most = 2 * choices.most_after(op, x.most) - x.most, exact = EXACT[op] and x.exact})
  end
end

local function positive_only(op)
  return function(d, x, m)
    x = elements.positive(d, x, m)
    return m:add(op, {x}, {}, x, {most = x.most + 2})
  end
end

local function growing(op, most)
  return function(d, x, m)
    x = elements.small(d, x, m, most)
    return m:add(op, {x}, {}, x, {most = choices.most_after(op, x.most), exact = false})
  end
end

local function draw_affine(d, x, m)
  local C = model.size(x, "C")
  return affine(d, x, m, d:once_in(2) and list(d, C, -1, 1.5) or number(d, -1, 1.5), d:once_in(3) and list(d, C, -1, 1) or number(d, -1, 1))
end

local function bound(d, x, m)
  return m:add("bound", {x}, {{"min", number(d, -1.5, 0.4)}, {"max", number(d, 0.5, 2)}, {"via", d:pick {"sigmoid", "tanh", "clip"}}}, x,
    {most = 2})
end

local function prelu(d, x, m)
  local attrs = {{"num_parameters", d:once_in(2) and 1 or model.size(x, "C")}}
  return m:add("prelu", {x}, choices.leave_out(d, attrs, {num_parameters = 1}), x, {})
end

-- ---- Several tensors -------------------------------------------------------------------------

-- Do the sizes of an axis fit, one of them perhaps 1?
local function fits_axis(m, x, y, axis)
  if not (model.has(x, axis) and model.has(y, axis)) then return true end
  if axis ~= "T" then return x[axis] == y[axis] or x[axis] == 1 or y[axis] == 1 end
  if model.same_steps(x, y) then return true end
  return m.mode == "sequence" and (not m.variable or x.fixed or y.fixed)
    and (x.T[1] == 1 and (not m.variable or x.fixed) or y.T[1] == 1 and (not m.variable or y.fixed))
end

local function can_join(m, x, y)
  if y.dtype ~= "f32" or m.mode == "stream" and (x.final or y.final) and (model.has(x, "T") or model.has(y, "T")) then return false end
  for axis in ("DNTC"):gmatch "." do
    if not fits_axis(m, x, y, axis) then return false end
  end
  return true
end

-- The sizes of two tensors matched by the names of their axes.
local function joined_shape(m, x, y)
  local most = #y.axes > #x.axes and y or x
  local changes = {axes = most.axes}
  for axis in (x.axes .. y.axes):gmatch "." do
    if not changes.axes:find(axis) then changes.axes, changes.ordered = changes.axes .. axis, false end
    local from = model.size(x, axis) > model.size(y, axis) and x or y
    if axis == "T" then
      local longer = model.has(x, "T") and (not model.has(y, "T") or x.T[1] > y.T[1] or m.variable and not x.fixed) and x or y
      changes.T, changes.fixed, changes.rate = longer.T, longer.fixed or false, longer.rate
    else
      changes[axis] = from[axis]
    end
  end
  return changes
end

local function sizes_after(op, x, y)
  if op == "mul" then return x.most * y.most end
  if op == "div" then return x.most / y.low end
  if op == "add" or op == "sub" then return x.most + y.most end
  return math.max(x.most, y.most)
end

local function join(op)
  return function(d, x, m)
    for _, y in ipairs(d:shuffle(m.tensors)) do
      if (y ~= x or d:once_in(9)) and can_join(m, x, y) then
        y = op == "div" and elements.positive(d, y, m) or y
        local changes = joined_shape(m, x, y)
        if model.count(model.like(x, changes)) > 4000 then return nil end
        changes.most, changes.exact = sizes_after(op, x, y), (op == "maximum" or op == "minimum") and x.exact and y.exact
        local from = {x, y}
        if op ~= "div" and op ~= "mul" and d:once_in(5) then from[3], changes.most = y, changes.most + y.most end
        return m:add(op, from, {}, x, changes)
      end
    end
  end
end

-- ---- Reductions ------------------------------------------------------------------------------

local function reduction(op)
  return function(d, x, m)
    local at = d:int(1, math.max(1, #x.axes))
    local axis = x.axes:sub(at, at)
    if #x.axes < 2 or not m:has_whole(axis) then return nil end
    if op == "argmax" and not (x.exact or x.spread) then return nil end
    local n = model.size(x, axis)
    if op == "var" and (n < 2 or axis == "T" and not m:needs(x, 2)) then return nil end
    m:mixes(axis)
    local most = op == "sum" and x.most * n or op == "var" and x.most ^ 2 or x.most
    return m:add(op, {x}, {{"axis", axis}}, x, {axes = model.without(x.axes, axis), most = most, dtype = op == "argmax" and "i32" or "f32",
      below = op == "argmax" and n or nil, exact = (op == "max" or op == "min") and x.exact})
  end
end

-- ---- All of them -------------------------------------------------------------------------------

elements.drawers = {
  affine = {needs = "", draw = draw_affine},
  bound = {needs = "", draw = bound},
  prelu = {needs = "", draw = prelu},
  log = {needs = "", draw = positive_only "log"},
  sqrt = {needs = "", draw = positive_only "sqrt"},
  exp = {needs = "", draw = growing("exp", 2)},
  square = {needs = "", draw = growing("square", 5)},
}
for _, op in ipairs {"relu", "relu6", "leaky_relu", "elu", "selu", "gelu", "silu", "mish", "sigmoid", "hard_sigmoid",
  "hard_sigmoid_keras2", "hard_swish", "tanh", "softplus", "softsign", "abs", "neg"} do
  elements.drawers[op] = {needs = "", draw = unary(op)}
end
for _, op in ipairs {"add", "sub", "mul", "div", "maximum", "minimum"} do
  elements.drawers[op] = {needs = "", often = op == "add" and 5 or 2, draw = join(op)}
end
for _, op in ipairs {"mean", "sum", "max", "min", "var", "argmax"} do
  elements.drawers[op] = {needs = "", draw = reduction(op)}
end

return elements
