--- onnx.ops.conv: Conv and ConvTranspose over one axis.

local spatial = require "seqgen.onnx.spatial"

-- [before, after], or a word of conv1d, from `pads` and `auto_pad`.
local function padding(cx, node, s, t, kernel, stride, dilation)
  local a = node.attributes
  local auto = a.auto_pad or "NOTSET"
  if auto == "NOTSET" then return spatial.pads(s, a.pads) end
  if auto == "VALID" then return {0, 0} end
  if auto == "SAME_UPPER" and node.op_type == "Conv" then return "same" end
  if auto ~= "SAME_LOWER" or node.op_type ~= "Conv" then cx:fail(node, "auto_pad is " .. auto) end
  local all = math.max(0, ((t + stride - 1) // stride - 1) * stride + dilation * (kernel - 1) + 1 - t)
  return {all - all // 2, all // 2}
end

local function read(node, cx)
  local a, x, weight, bias = node.attributes, cx:tensor(node, 1), cx:weight(node, 2), cx:weight(node, 3)
  if not weight then cx:fail(node, "it has no weights") end
  local shape = weight:shape()
  local s = spatial.axis(cx, node, x, table.move(shape, 3, #shape, 1, {}))
  local c = {s = s, x = x, weight = weight:reshape({shape[1], shape[2], shape[2 + s.i]}), bias = bias, kernel = shape[2 + s.i], t = x.size[s.at],
    stride = spatial.number(s, a.strides, 1), dilation = spatial.number(s, a.dilations, 1), groups = a.group or 1}
  c.padding = padding(cx, node, s, c.t, c.kernel, c.stride, c.dilation)
  return c
end

local function attributes(c, out)
  return {{"out_channels", out}, {"kernel_size", c.kernel}, {"stride", c.stride}, {"padding", c.padding}, {"dilation", c.dilation},
    {"groups", c.groups}, {"bias", c.bias ~= nil}}
end

local function finish(cx, node, op, c, out, steps, extra)
  if steps < 1 then cx:fail(node, "its input is too short for it: " .. c.t .. " steps") end
  local y = spatial.output(cx, node, c.s, c.x, out, steps)
  local list = attributes(c, out)
  if extra then list[#list + 1] = extra end
  cx:simple(node, op, {c.x}, y, list, {W = c.weight, B = c.bias})
end

local function conv(node, cx)
  local c = read(node, cx)
  local steps = c.padding == "same" and (c.t + c.stride - 1) // c.stride
    or (c.t + c.padding[1] + c.padding[2] - c.dilation * (c.kernel - 1) - 1) // c.stride + 1
  finish(cx, node, "conv1d", c, c.weight:shape()[1], steps)
end

local function conv_transpose(node, cx)
  local c = read(node, cx)
  if node.attributes.output_shape then cx:fail(node, "output_shape", "export the model with pads and output_padding") end
  local extra = spatial.number(c.s, node.attributes.output_padding, 0)
  local steps = (c.t - 1) * c.stride - c.padding[1] - c.padding[2] + c.dilation * (c.kernel - 1) + 1 + extra
  finish(cx, node, "conv_transpose1d", c, c.weight:shape()[2] * c.groups, steps, {"output_padding", extra})
end

return {Conv = conv, ConvTranspose = conv_transpose}
