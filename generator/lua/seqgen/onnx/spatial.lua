--- onnx.spatial: the axis over which a convolution or pool slides.
--
-- One axis behind N and C is T.  Exporters from Keras write one-dimensional layers over two, of which one has size 1: that one is left out.

local axes = require "seqgen.onnx.axes"

local spatial = {}

--- {at=position of T in x, i=its place among the kernel's sizes, n=how many there are}; `kernel`: the kernel's sizes.
function spatial.axis(cx, node, x, kernel)
  local n, i = #kernel, 1
  if n == 2 and #x.size == 4 then
    i = x.size[3] == 1 and kernel[1] == 1 and 2 or x.size[4] == 1 and kernel[2] == 1 and 1 or nil
  elseif n ~= 1 then
    i = nil
  end
  if not i then
    cx:fail(node, string.format("it slides over %d axes", n), "seqgen slides over one axis, T")
  end
  local labels = {"N", "C", "T"}
  if n == 2 then
    axes.leave_out(x.cells[5 - i])
    labels = i == 1 and {"N", "C", "T", false} or {"N", "C", false, "T"}
  end
  cx:label(node, x, labels)
  return {at = 2 + i, i = i, n = n}
end

--- One number of a list with one for each sliding axis.
function spatial.number(s, list, default)
  return list and list[s.i] or default
end

--- {before, after} of ONNX' list of all befores, then all afters; one number where they are equal.
function spatial.pads(s, list)
  return {list and list[s.i] or 0, list and list[s.n + s.i] or 0}
end

--- Gives output 1 of the node: x with other channels (nil: the same) and steps.
function spatial.output(cx, node, s, x, channels, steps)
  local size, cells = {table.unpack(x.size)}, {table.unpack(x.cells)}
  size[s.at], cells[s.at] = steps, axes.cell("T")
  if channels then size[2], cells[2] = channels, axes.cell("C") end
  return cx:output(node, 1, size, cells)
end

return spatial
