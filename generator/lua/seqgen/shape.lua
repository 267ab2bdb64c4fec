--- shape: graph → graph whose tensors have axes, sizes and, where T varies, lengths.
--
-- Each operator says its results' shapes (`op.shape`).  A result with the axes of the first input keeps that
-- input's order of axes; so `reshape` finds the order in which the model's author thinks of a tensor.
-- An input of layout T or NT has one channel.

local length = require "seqgen.length"
local stream = require "seqgen.stream"
local tables = require "seqgen.tables"

local shape = {}

local MOST_ELEMENTS = 2 ^ 31 - 1   -- an int indexes every element of a tensor

local function set(list)
  local s = {}
  for _, v in ipairs(list) do s[v] = true end
  return s
end

local function same_axes(a, b)
  if #a ~= #b then return false end
  local s = set(b)
  for _, axis in ipairs(a) do
    if not s[axis] then return false end
  end
  return true
end

--- "N 2, T 11, C 3" for messages.
function shape.describe(tensor)
  local parts = {}
  for i, axis in ipairs(tensor.axes) do
    local max = axis == "T" and tensor.length and "max " or ""
    parts[i] = axis .. " " .. max .. tensor.size[axis]
  end
  return #parts > 0 and table.concat(parts, ", ") or "one number"
end

local function input_tensor(input, tensor)
  local t = tables.copy(tensor)
  t.axes, t.size, t.dtype = {}, {}, input.dtype
  for i = 1, #input.layout do
    local axis = input.layout:sub(i, i)
    t.axes[i], t.size[axis] = axis, input.shape[i]
  end
  if t.size.T and not t.size.C then
    t.axes[#t.axes + 1], t.size.C = "C", 1
  end
  if input.variable then t.length = length.caller() end
  return t
end

local function count_of(tensor)
  local n = 1.0
  for _, axis in ipairs(tensor.axes) do n = n * tensor.size[axis] end
  return n
end

local function check_size(tensor, mark, what, cx)
  local n = count_of(tensor)
  if n <= MOST_ELEMENTS then return true end
  cx.diag:error {mark = mark, message = string.format("%s is too large", what),
    found = string.format("%s: %.3g elements", shape.describe(tensor), n),
    expected = "at most 2147483647 elements in a tensor", fix = "use smaller sizes, or a variable or streamed T"}
  return false
end

-- What to write where T and C may have been taken for each other.
local function swapped_layout(g, node, first)
  local kernel = node.attrs.kernel_size
  if not (kernel and first and first.size.C and first.size.C >= kernel) then return "" end
  for _, input in ipairs(g.inputs) do
    if input.layout:find("T") and input.layout:find("C") and input.shape[input.layout:find("C")] >= kernel then
      local swapped = input.layout:gsub("[TC]", {T = "C", C = "T"})
      return string.format("; or is the layout of input '%s' %s?", input.name, swapped)
    end
  end
  return ""
end

local function too_short(g, node, tensor, first, cx)
  local kernel = node.attrs.kernel_size and string.format(" with kernel_size %d", node.attrs.kernel_size) or ""
  cx.diag:error {mark = node.mark, message = string.format("layer '%s': nothing is left of its input", node.name),
    found = string.format("%s%s gives %s", first and shape.describe(first) or "its input", kernel, shape.describe(tensor)),
    expected = "at least one element on every axis",
    fix = "give a longer T, a smaller kernel or more padding" .. swapped_layout(g, node, first)}
end

local function bind_result(g, node, tensor, result, first, op, cx)
  local t = tables.copy(tensor)
  t.axes, t.size, t.length, t.dtype = result.axes, result.size, result.length, result.dtype or "f32"
  if first and not op.sets_order and same_axes(t.axes, first.axes) then t.axes = first.axes end
  for _, axis in ipairs(t.axes) do
    if t.size[axis] < 1 then
      too_short(g, node, t, first, cx)
      return nil
    end
  end
  return check_size(t, node.mark, string.format("the result of layer '%s'", node.name), cx) and t or nil
end

local function shape_node(g, node, cx)
  local op, inputs = cx.ops[node.op], {}
  for i, id in ipairs(node.inputs) do
    inputs[i] = g.tensors[id]
    if not inputs[i].axes then return end      -- its producer has failed already
  end
  local refs = {}
  for name, id in pairs(node.refs) do refs[name] = g.tensors[id] end
  local results = op.shape(node, inputs, {diag = cx.diag, mode = g.mode, refs = refs, ops = cx.ops, longest = g.longest,
    chunk_multiple = g.chunk_multiple or 1})
  if not results then return end
  for i, result in ipairs(results) do
    local id = node.outputs[i]
    g.tensors[id] = bind_result(g, node, g.tensors[id], result, inputs[1], op, cx) or g.tensors[id]
  end
end

-- The tensor's axes that a layout has to name: all but those of size 1.
local function check_output(output, tensor, cx)
  local named, missing, extra = {}, {}, {}
  for i = 1, #output.layout do
    local axis = output.layout:sub(i, i)
    named[axis] = true
    if not tensor.size[axis] then extra[#extra + 1] = axis end
  end
  for _, axis in ipairs(tensor.axes) do
    if not named[axis] and (tensor.size[axis] > 1 or axis == "T" and tensor.length) then missing[#missing + 1] = axis end
  end
  if #missing + #extra == 0 then return end
  cx.diag:error {mark = output.layout_mark,
    message = string.format("output '%s': layout %s does not fit the axes of '%s'", output.name, output.layout, tensor.name),
    found = string.format("'%s' has %s", tensor.name, shape.describe(tensor)),
    expected = (#missing > 0 and "a layout with " .. table.concat(missing, ", ") or "a layout without " .. table.concat(extra, ", ")),
    fix = #tensor.axes == 0 and "put `{op: unsqueeze, axis: C}` behind it: an output has at least one axis"
      or string.format("write `layout: %s`, or its axes in another order", table.concat(tensor.axes))}
end

-- The shortest caller's length that every layer can work on.
local function shortest(g, most)
  local function fits(n)
    for _, t in ipairs(g.tensors) do
      local steps = t.length and t.length:eval(n)
      if t.length and (not steps or steps < 1) then return false end
    end
    for _, node in ipairs(g.nodes) do
      for _, id in ipairs(node.inputs) do
        local t = g.tensors[id]
        if node.shortest and t.length and t.length:eval(n) < node.shortest then return false end
      end
    end
    return true
  end
  local low, high = 1, most
  while low < high do
    local middle = (low + high) // 2
    if fits(middle) then high = middle else low = middle + 1 end
  end
  return low
end

function shape.run(graph, cx)
  local g = tables.copy(graph)
  g.tensors, g.nodes = {table.unpack(graph.tensors)}, {}
  for i, node in ipairs(graph.nodes) do g.nodes[i] = tables.copy(node) end
  for _, input in ipairs(g.inputs) do
    g.tensors[input.tensor] = input_tensor(input, g.tensors[input.tensor])
    check_size(g.tensors[input.tensor], input.mark, string.format("input '%s'", input.name), cx)
    if input.variable then g.longest = math.max(g.longest or 0, g.tensors[input.tensor].size.T) end
  end
  if cx.diag:has_errors() then return g end
  if g.mode == "stream" then g.chunk_multiple = stream.chunk_multiple(g) end
  for _, node in ipairs(g.nodes) do shape_node(g, node, cx) end
  for _, output in ipairs(g.outputs) do
    if g.tensors[output.tensor].axes then check_output(output, g.tensors[output.tensor], cx) end
  end
  if cx.diag:has_errors() then return g end
  if g.mode == "stream" then stream.check(g, cx) end
  if g.longest then g.shortest = shortest(g, g.longest) end
  return g
end

return shape
