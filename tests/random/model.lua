--- model: what is drawn so far: tensors, and the layers that make them.
--
-- tensor  {name, axes = "NTC" (in the order in which reshape takes elements), N=, C=, D=, T = {a length for each of the
--          model's lengths}, dtype = "f32" | "i32",
--          most = about how large its values get, low = what they never fall below (above 0), or nil,
--          below = of ids from 0: the number none reaches, or nil,
--          exact = true where a float holds each value as a double does, spread = true where equal values are rare,
--          ordered = false where nothing says in which order reshape takes elements,
--          fixed = true where T does not follow from the caller's length,
--          rate = {caller=, own=}: how many of the caller's steps make how many of its own,
--          final = true for what a stream knows at a chunk's end only}
-- model   {mode, lengths = {the caller's T, longest first; one where it is fixed}, variable, refused = {index → true},
--          multiple = of which a stream's chunks are multiples, inputs, layers = {{op, name, from, attrs}…}, tensors}

local model = {}
model.__index = model

function model.new(fields)
  fields.inputs, fields.layers, fields.tensors, fields.refused = {}, {}, {}, {}
  return setmetatable(fields, model)
end

function model.has(x, axes)
  for axis in axes:gmatch "." do
    if not x.axes:find(axis, 1, true) then return false end
  end
  return true
end

function model.without(axes, axis)
  return (axes:gsub(axis, ""))
end

--- The size of an axis, the longest T; 1 where the tensor has it not.
function model.size(x, axis)
  if not model.has(x, axis) then return 1 end
  return axis == "T" and x.T[1] or x[axis]
end

--- How many elements a tensor has at most.
function model.count(x)
  local n = 1
  for axis in x.axes:gmatch "." do n = n * model.size(x, axis) end
  return n
end

local KEPT = {"axes", "N", "T", "C", "D", "dtype", "most", "rate", "fixed", "ordered"}

--- A tensor like x, but for what `changes` says.
function model.like(x, changes)
  local y = {}
  for _, key in ipairs(KEPT) do y[key] = x[key] end
  for key, value in pairs(changes) do y[key] = value end
  return y
end

local function text_of(attrs)
  local list = {}
  for i, attr in ipairs(attrs) do list[i] = {attr[1], attr[2]} end
  return list
end

--- A layer over the tensors `from`; its first result is like x but for `changes`.  Returns that result.
function model:add(op, from, attrs, x, changes)
  local y, names = model.like(x, changes), {}
  y.name = "l" .. #self.layers + 1
  for i, source in ipairs(from) do
    names[i] = source.name
    y.final = y.final or source.final
  end
  self.layers[#self.layers + 1] = {op = op, name = y.name, from = names, attrs = text_of(attrs),
    positive_weights = changes.positive_weights, weight_scale = changes.weight_scale}
  self.tensors[#self.tensors + 1] = y
  return y
end

--- A further result of the layer that was added last, like x but for `changes`.
function model:add_result(result, x, changes)
  local y = model.like(x, changes)
  y.name = self.layers[#self.layers].name .. "." .. result
  table.insert(self.tensors, #self.tensors, y)
  return y
end

--- Each of x's lengths through f; those that are below 1 are refused; nil where that is so of the longest.
function model:steps(x, f)
  local T = {}
  for i, t in ipairs(x.T) do
    T[i] = self.refused[i] and t or f(t)
    if T[i] < 1 and i == 1 then return nil end
  end
  for i, t in ipairs(T) do self.refused[i] = self.refused[i] or t < 1 end
  return T
end

--- Whether x has so many steps at its longest; shorter ones are refused.
function model:needs(x, steps)
  return self:steps(x, function(t) return t >= steps and t or 0 end) ~= nil
end

--- Whether a layer may depend on all T: not in a stream.
function model:has_whole(axis)
  return self.mode == "sequence" or axis ~= "T"
end

--- Where rows of the batch are no longer alike.
function model:mixes(axis)
  self.own_rows = self.own_rows or axis == "N"
end

--- The tensor of a name.
function model:find(name)
  for _, x in ipairs(self.tensors) do
    if x.name == name then return x end
  end
end

local function same_list(a, b)
  for i, n in ipairs(a) do
    if n ~= b[i] then return false end
  end
  return #a == #b
end

--- Do two tensors run along the same T?
function model.same_steps(a, b)
  return same_list(a.T, b.T) and not a.fixed == not b.fixed and a.rate.caller == b.rate.caller and a.rate.own == b.rate.own
end

return model
