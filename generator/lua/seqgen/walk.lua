--- walk: in which order a template walks over a view's elements, and along which axis its lanes go.

local expr = require "seqgen.expr"

local walk = {}

walk.LETTERS = {D = "d", N = "n", T = "t", C = "c"}

-- Axes longer than one, slowest first.
local function long_axes(view)
  local list = {}
  for _, axis in ipairs(view.order) do
    if view.max[axis] > 1 then list[#list + 1] = axis end
  end
  return list
end

--- The axis whose elements lie side by side, or closest; `except` is not taken.  "C" where nothing is left.
function walk.fastest(view, except)
  local list, best = long_axes(view), nil
  for _, axis in ipairs(list) do
    if axis ~= except and (not best or view.stride[best] ~= 1) then best = axis end
  end
  return best or (except == "C" and "N" or "C")
end

--- The loops {axis, var, size} over a view's axes but those in the set `skip`, slowest first.
function walk.loops(view, skip)
  local loops = {}
  for _, axis in ipairs(long_axes(view)) do
    if not skip[axis] then loops[#loops + 1] = {axis = axis, var = walk.LETTERS[axis], size = view.size[axis]} end
  end
  return loops
end

--- The place of the element that the loop variables name: axis → C text.
function walk.place(more)
  local at = {}
  for axis, letter in pairs(walk.LETTERS) do at[axis] = letter end
  for key, value in pairs(more or {}) do at[key] = value end
  return at
end

--- How many elements a view has: a number, or C text.
function walk.count(view)
  local n = 1
  for _, axis in ipairs(view.order) do n = expr.mul(n, view.size[axis]) end
  return n
end

--- Do a tensor's elements lie without gaps in the order of their axes?
function walk.is_dense(tensor, steps)
  local storage, n = tensor.storage, 1
  for i = #storage.order, 1, -1 do
    local axis = storage.order[i]
    local size = axis == "T" and tensor.length and expr.wide(steps[tensor.id]) or tensor.size[axis] or 1
    if size ~= 1 then
      if storage.stride[axis] ~= n then return false end
      n = expr.mul(n, size)
    end
  end
  return true
end

--- Do the elements of all tensors lie in memory in one and the same way, without gaps?
function walk.is_flat(tensors, steps)
  local first = long_axes {order = tensors[1].storage.order, max = tensors[1].size}
  for _, t in ipairs(tensors) do
    local axes = long_axes {order = t.storage.order, max = t.size}
    if table.concat(axes) ~= table.concat(first) or not walk.is_dense(t, steps) then return false end
    for _, axis in ipairs(axes) do
      if t.size[axis] ~= tensors[1].size[axis] or steps[t.id] ~= steps[tensors[1].id] then return false end
    end
  end
  return true
end

return walk
