--- onnx.ops.reduce: sums, means and extremes along axes, softmax, argmax.

local axes = require "seqgen.onnx.axes"

-- Sizes and cells without the axes in `gone` (a set of positions), or with size 1 in their place.
local function without(x, gone, keep)
  local size, cells = {}, {}
  for i, s in ipairs(x.size) do
    if not gone[i] or keep then
      size[#size + 1], cells[#cells + 1] = gone[i] and 1 or s, x.cells[i]
    end
  end
  return size, cells
end

-- Writes a layer for each axis that goes; the last one's result is y.
local function write_each(cx, node, op, x, y, positions)
  cx:write(function()
    local source, has = cx:source(node, x), axes.names(x)
    for _, i in ipairs(positions) do
      local axis = cx:name_at(x, i)
      source = cx:layer(node, op, {source}, {{"axis", axis}})
      for k, name in ipairs(has) do
        if name == axis then table.remove(has, k) break end
      end
    end
    cx:set(y, source, has)
  end)
end

local function reduce(op)
  return function(node, cx)
    local x, positions, gone = cx:tensor(node, 1), {}, {}
    local list = cx:integers(node, 2, "axes")
    for i = 1, list and #list or #x.size do
      positions[i] = list and cx:axis(node, x, list[i]) or i
      gone[positions[i]] = true
    end
    local size, cells = without(x, gone, (node.attributes.keepdims or 1) == 1)
    write_each(cx, node, op, x, cx:output(node, 1, size, cells), positions)
  end
end

local function argmax(node, cx)
  local x = cx:tensor(node, 1)
  if (node.attributes.select_last_index or 0) ~= 0 then cx:fail(node, "it gives the last of equals, where seqgen gives the first") end
  local i = cx:axis(node, x, node.attributes.axis or 0)
  local size, cells = without(x, {[i] = true}, (node.attributes.keepdims or 1) == 1)
  write_each(cx, node, "argmax", x, cx:output(node, 1, size, cells, "i32"), {i})
end

-- Before operator set 13, softmax was over all axes from `axis` on, as if they were one.
local function softmax(op)
  return function(node, cx)
    local x = cx:tensor(node, 1)
    local i = cx:axis(node, x, node.attributes.axis or (cx.opset < 13 and 1 or -1))
    for k = i + 1, cx.opset < 13 and #x.size or 0 do
      if x.size[k] > 1 then cx:fail(node, "it runs over several axes at once", "export the model with operator set 13 or later") end
    end
    cx:simple(node, op, {x}, cx:like(node, x), function() return {{"axis", cx:name_at(x, i)}} end)
  end
end

return {ReduceMean = reduce "mean", ReduceSum = reduce "sum", ReduceMax = reduce "max", ReduceMin = reduce "min", ArgMax = argmax,
  Softmax = softmax "softmax", LogSoftmax = softmax "log_softmax"}
