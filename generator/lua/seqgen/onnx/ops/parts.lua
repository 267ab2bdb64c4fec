--- onnx.ops.parts: parts of a tensor, tensors joined, padded, stretched; rows of a table.

local axes = require "seqgen.onnx.axes"

local function sizes_with(x, i, size)
  local list = {table.unpack(x.size)}
  list[i] = size
  return list
end

-- A value between two layers of one node: x with another size of axis i.
local function resized(x, i, size)
  return {name = x.name, size = sizes_with(x, i, size), cells = x.cells, dtype = x.dtype}
end

-- ---- Slice, Split, Gather -----------------------------------------------------------------------------------------------

local function bounded(v, size)
  if v < 0 then v = v + size end
  return math.max(0, math.min(v, size))
end

-- One axis cut: the value before it (x) and behind it; `from` may be negative as ONNX has it.
local function cut(cx, node, x, y, i, from, to, step)
  cx:write(function()
    local halves = x.halves and cx:name_at(x, i) == "D" and x.halves
    local axis, scale = halves and "C" or cx:name_at(x, i), halves and halves.size or 1
    local source = halves and x.source or cx:source(node, x)
    local name = cx:layer(node, "slice", {source}, {{"axis", axis}, {"start", from * scale}, {"stop", to * scale}, {"step", step}})
    cx:set(y, name, x.has)
  end)
end

local function reverse(cx, node, x, i)
  local y = resized(x, i, x.size[i])
  cx:simple(node, "reverse", {x}, y, function() return {{"axis", cx:name_at(x, i)}} end)
  return y
end

local function slice_axis(cx, node, x, i, start, stop, step)
  local size = x.size[i]
  if step == -1 and bounded(start, size) >= size - 1 and stop < -size then return reverse(cx, node, x, i) end
  if step < 1 then cx:fail(node, "it walks an axis backwards in steps of " .. step) end
  local from, to = bounded(start, size), bounded(stop, size)
  local count = (to - from + step - 1) // step
  if count < 1 then cx:fail(node, "nothing is left of axis " .. i - 1) end
  if count == size then return x end
  local y = resized(x, i, count)
  cut(cx, node, x, y, i, from, to, step)
  return y
end

local function slice(node, cx)
  local x, starts, ends = cx:tensor(node, 1), cx:integers(node, 2, "starts"), cx:integers(node, 3, "ends")
  local places, steps = cx:integers(node, 4, "axes"), cx:integers(node, 5) or {}
  if not starts or not ends then cx:fail(node, "it has no starts and ends") end
  for k = 1, #starts do
    x = slice_axis(cx, node, x, cx:axis(node, x, places and places[k] or k - 1), starts[k], ends[k], steps[k] or 1)
  end
  cx:look(node, x, x.size, x.cells)
end

local function split(node, cx)
  local x = cx:tensor(node, 1)
  local i, sizes = cx:axis(node, x, node.attributes.axis or 0), cx:integers(node, 2, "split")
  local each, at = (x.size[i] + #node.output - 1) // #node.output, 0
  for k = 1, #node.output do
    local count = sizes and sizes[k] or math.min(each, x.size[i] - at)
    local y = cx:output(node, k, sizes_with(x, i, count), x.cells, x.dtype)
    if y then cut(cx, node, x, y, i, at, at + count, 1) end
    at = at + count
  end
end

local function embedding(node, cx, table_of, ids)
  local weight = table_of.tensor
  if not weight or #table_of.size ~= 2 then cx:fail(node, "it looks up rows of what is no table of weights") end
  local rows, width = table.unpack(table_of.size)
  local size, cells = {table.unpack(ids.size)}, {table.unpack(ids.cells)}
  size[#size + 1], cells[#cells + 1] = width, axes.cell("C")
  local y = cx:output(node, 1, size, cells)
  cx:write(function()
    local name, layer = cx:layer(node, "embedding", {cx:source(node, ids)}, {{"num_embeddings", rows}, {"embedding_dim", width}}, {weight = weight})
    layer.convention = "pytorch"
    cx:set(y, name)
  end)
end

-- One place of an axis: the axis goes where the index is a single number, and stays with size 1 where it is a list.
local function pick(node, cx, x, index)
  local i, at = cx:axis(node, x, node.attributes.axis or 0), index.ints[1]
  if #index.ints ~= 1 then cx:fail(node, "it takes " .. #index.ints .. " places of an axis", "slices and single places can be had") end
  local from = at < 0 and at + x.size[i] or at
  if #index.size > 0 then return cut(cx, node, x, cx:output(node, 1, sizes_with(x, i, 1), x.cells, x.dtype), i, from, from + 1, 1) end
  local size, cells = {table.unpack(x.size)}, {table.unpack(x.cells)}
  table.remove(size, i)
  table.remove(cells, i)
  local y = cx:output(node, 1, size, cells, x.dtype)
  if x.halves then return cut(cx, node, x, y, i, from, from + 1, 1) end
  cx:simple(node, "select", {x}, y, function() return {{"axis", cx:name_at(x, i)}, {"index", at}} end)
end

local function gather(node, cx)
  local x, index = cx:input(node, 1), cx:input(node, 2)
  if not x or not index then cx:fail(node, "it lacks an input") end
  if index.cells then return embedding(node, cx, x, index) end
  if not x.cells or not index.ints then cx:fail(node, "its places are no fixed integers") end
  pick(node, cx, x, index)
end

-- ---- Concat, Pad, Resize --------------------------------------------------------------------------------------------------

local function concat(node, cx)
  local xs, size = {}, nil
  for k = 1, #node.input do xs[k] = cx:tensor(node, k) end
  local i = cx:axis(node, xs[1], node.attributes.axis or 0)
  for k, x in ipairs(xs) do
    if #x.size ~= #xs[1].size then cx:fail(node, "it joins tensors of different numbers of axes") end
    for p, cell in ipairs(x.cells) do cx:join(node, xs[1].cells[p], cell) end
    size = (size or 0) + x.size[i]
  end
  local y = cx:output(node, 1, sizes_with(xs[1], i, size), xs[1].cells, xs[1].dtype)
  cx:simple(node, "concat", xs, y, function() return {{"axis", cx:name_at(y, i)}} end)
end

local MODES = {constant = "constant", reflect = "reflect", edge = "replicate", wrap = "circular"}

local function pad_value(cx, node)
  local value = cx:input(node, 3)
  if not value then return node.attributes.value or 0 end
  return value.tensor and value.tensor:count() > 0 and value.tensor:reshape({value.tensor:count()}):at(0) or 0
end

local function pad(node, cx)
  local x, pads = cx:tensor(node, 1), cx:integers(node, 2, "pads") or cx:fail(node, "it has no pads")
  local mode, value, rank = MODES[node.attributes.mode or "constant"], pad_value(cx, node), #x.size
  if not mode then cx:fail(node, "its mode is " .. tostring(node.attributes.mode)) end
  for i = 1, rank do
    local before, after = pads[i] or 0, pads[i + rank] or 0
    if before < 0 or after < 0 then cx:fail(node, "it pads by less than nothing", "a slice takes elements away") end
    if before + after > 0 then
      local old = x
      x = resized(old, i, old.size[i] + before + after)
      cx:simple(node, "pad", {old}, x, function()
        return {{"axis", cx:name_at(old, i)}, {"padding", {before, after}}, {"mode", mode}, {"value", mode == "constant" and value or nil}}
      end)
    end
  end
  cx:look(node, x, x.size, x.cells)
end

local function resized_steps(cx, node, x)
  local scales, sizes = cx:input(node, 3) or node.op_type == "Upsample" and cx:input(node, 2), cx:integers(node, 4)
  if sizes and #sizes > 0 then return sizes[3], {"size", sizes[3]} end
  if not scales or not scales.tensor then cx:fail(node, "its scales are no constants") end
  local list = scales.tensor:list()
  if #list ~= 3 or list[1] ~= 1 or list[2] ~= 1 then cx:fail(node, "it stretches more than T") end
  return x.size[3] * list[3] // 1 | 0, {"scale_factor", list[3]}
end

local function resize(node, cx)
  local x, a = cx:tensor(node, 1), node.attributes
  cx:label(node, x, {"N", "C", "T"})
  local mode = a.mode or "nearest"
  local place = a.coordinate_transformation_mode or (node.op_type == "Upsample" and "asymmetric" or "half_pixel")
  local fits = mode == "nearest" and place == "asymmetric" and (a.nearest_mode or "floor") == "floor"
    or mode == "linear" and (place == "half_pixel" or place == "pytorch_half_pixel" or place == "align_corners")
  if not fits then cx:fail(node, "mode " .. mode .. " with " .. place, "nearest (asymmetric, floor) and linear (half_pixel, align_corners) can be had") end
  local steps, how = resized_steps(cx, node, x)
  local y = cx:output(node, 1, {x.size[1], x.size[2], steps}, {x.cells[1], x.cells[2], axes.cell("T")})
  local list = {how, {"mode", mode}}
  if place == "align_corners" then list[3] = {"align_corners", true} end
  cx:simple(node, "upsample", {x}, y, list)
end

return {Slice = slice, Split = split, Gather = gather, Concat = concat, Pad = pad, Resize = resize, Upsample = resize}
