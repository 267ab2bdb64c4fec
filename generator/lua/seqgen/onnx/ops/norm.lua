--- onnx.ops.norm: normalisation by stored statistics, over the channels, over T.

local tensor = require "tensor"

local function batch_norm(node, cx)
  local x = cx:tensor(node, 1)
  if (node.attributes.training_mode or 0) ~= 0 then cx:fail(node, "it is in training mode", "export the model after model.eval()") end
  cx:label_cell(node, x, 2, "C")
  local weights = {scale = cx:weight(node, 2), B = cx:weight(node, 3), mean = cx:weight(node, 4), var = cx:weight(node, 5)}
  cx:simple(node, "batch_norm", {x}, cx:like(node, x), {{"eps", node.attributes.epsilon or 1e-5}}, weights)
end

local function instance_norm(node, cx)
  local x = cx:tensor(node, 1)
  cx:label(node, x, {"N", "C", "T"})
  cx:simple(node, "instance_norm", {x}, cx:like(node, x), {{"eps", node.attributes.epsilon or 1e-5}, {"affine", true}},
    {scale = cx:weight(node, 2), B = cx:weight(node, 3)})
end

local function layer_norm(node, cx)
  local x, scale, bias = cx:tensor(node, 1), cx:weight(node, 2), cx:weight(node, 3)
  local axis = cx:axis(node, x, node.attributes.axis or -1)
  if axis ~= #x.size then cx:fail(node, "it normalises over more axes than the last one") end
  cx:label_cell(node, x, axis, "C")
  if not bias then bias = tensor.zeros("f32", scale:shape()) end
  cx:simple(node, "layer_norm", {x}, cx:like(node, x), {{"eps", node.attributes.epsilon or 1e-5}}, {scale = scale, B = bias})
end

return {BatchNormalization = batch_norm, InstanceNormalization = instance_norm, LayerNormalization = layer_norm}
