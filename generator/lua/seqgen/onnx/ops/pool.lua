--- onnx.ops.pool: pools over windows of T and over all of it.

local spatial = require "seqgen.onnx.spatial"

local function steps_of(t, kernel, stride, pads, dilation, ceil)
  local room = t + pads[1] + pads[2] - dilation * (kernel - 1) - 1
  local steps = room // stride + 1
  -- a last window that begins in the padding behind does not count
  if ceil and room % stride ~= 0 and steps * stride < t + pads[1] then steps = steps + 1 end
  return steps
end

local function pads_of(cx, node, s)
  local auto = node.attributes.auto_pad or "NOTSET"
  if auto == "NOTSET" or auto == "VALID" then return spatial.pads(s, auto == "NOTSET" and node.attributes.pads) end
  if auto == "SAME_UPPER" then return "same" end
  cx:fail(node, "auto_pad is " .. auto)
end

local function pool(op, special)
  return function(node, cx)
    local a, x = node.attributes, cx:tensor(node, 1)
    if node.output[2] and node.output[2] ~= "" then cx:fail(node, "it gives the places of the largest") end
    local s = spatial.axis(cx, node, x, a.kernel_shape or cx:fail(node, "it has no kernel_shape"))
    local kernel, stride, dilation = a.kernel_shape[s.i], spatial.number(s, a.strides, 1), spatial.number(s, a.dilations, 1)
    local pads, ceil, t = pads_of(cx, node, s), a.ceil_mode == 1, x.size[s.at]
    local steps = pads == "same" and (t + stride - 1) // stride or steps_of(t, kernel, stride, pads, dilation, ceil)
    local y = spatial.output(cx, node, s, x, nil, steps)
    local list = {{"kernel_size", kernel}, {"stride", stride}, {"padding", pads}, {"ceil_mode", ceil}, special(a, dilation, cx, node)}
    cx:simple(node, op, {x}, y, list)
  end
end

-- The pool of all steps: ONNX keeps T with size 1.
local function global(op)
  return function(node, cx)
    local x = cx:tensor(node, 1)
    local s = spatial.axis(cx, node, x, #x.size == 4 and {1, 1} or {1})
    cx:simple(node, op, {x}, spatial.output(cx, node, s, x, nil, 1), nil, nil, function() return {"N", "C"} end)
  end
end

return {
  MaxPool = pool("max_pool1d", function(_, dilation) return {"dilation", dilation} end),
  AveragePool = pool("avg_pool1d", function(a, dilation, cx, node)
    if dilation ~= 1 then cx:fail(node, "an average over every " .. dilation .. "th step") end
    return {"count_include_pad", a.count_include_pad == 1}
  end),
  GlobalAveragePool = global "global_avg_pool", GlobalMaxPool = global "global_max_pool",
}
