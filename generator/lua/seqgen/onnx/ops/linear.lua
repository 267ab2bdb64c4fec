--- onnx.ops.linear: products with a matrix of weights, whose rows are ONNX' (in, out) or, transposed, seqgen's (out, in).

local axes = require "seqgen.onnx.axes"
local tensor = require "tensor"

local function scaled(t, factor)
  return factor == 1 and t or t:mul(tensor.new("f32", {1}, {factor})):to("f32")
end

-- The layer over the last axis of x; weight (out, in).
local function linear(cx, node, x, weight, bias)
  local out, inputs = table.unpack(weight:shape())
  local rank = #x.size
  if x.size[rank] ~= inputs then cx:fail(node, string.format("its weights take %d channels, '%s' has %d", inputs, x.name, x.size[rank])) end
  cx:label_cell(node, x, rank, "C")
  local size, cells = {table.unpack(x.size)}, {table.unpack(x.cells)}
  size[rank], cells[rank] = out, axes.cell("C")
  cx:simple(node, "linear", {x}, cx:output(node, 1, size, cells), {{"out_features", out}, {"bias", bias ~= nil}}, {W = weight, B = bias})
end

-- A bias as one number for each output.
local function vector(cx, node, bias, out)
  if bias:count() == 1 then bias = tensor.zeros("f32", {out}):add(bias:reshape({1})):to("f32") end
  if bias:count() ~= out then cx:fail(node, "what it adds is no bias of " .. out .. " numbers") end
  return bias:reshape({out})
end

-- Gemm: alpha A B + beta C
local function gemm(node, cx)
  local a, x, weight, bias = node.attributes, cx:tensor(node, 1), cx:weight(node, 2), cx:weight(node, 3)
  if (a.transA or 0) ~= 0 then cx:fail(node, "its first input is transposed") end
  if not weight or #weight:shape() ~= 2 then cx:fail(node, "its weights are no matrix") end
  if (a.transB or 0) == 0 then weight = weight:permute({2, 1}) end
  if bias then bias = scaled(vector(cx, node, bias, weight:shape()[1]), a.beta or 1) end
  linear(cx, node, x, scaled(weight, a.alpha or 1), bias)
end

-- MatMul, perhaps with the bias that patterns.lua found behind it.
local function matmul(node, cx)
  local b, bias = cx:input(node, 2), cx:weight(node, 3)
  if b and b.tensor and #b.size == 2 then
    return linear(cx, node, cx:tensor(node, 1), b.tensor:permute({2, 1}), bias and vector(cx, node, bias, b.size[2]))
  end
  cx:fail(node, "a product of two tensors of the graph", "attention is written as `op: attention` in the spec")
end

return {Gemm = gemm, MatMul = matmul}
