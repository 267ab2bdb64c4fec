--- onnx.ops.elementwise: activations and functions of one tensor.

-- An operator with seqgen's name for it, and perhaps its attributes: function(attributes of the node, cx, node) → {{key, value}…}.
local function unary(op, attributes)
  return function(node, cx)
    local x = cx:tensor(node, 1)
    cx:simple(node, op, {x}, cx:like(node, x), attributes and attributes(node.attributes, cx, node))
  end
end

local function is_near(a, b)
  return math.abs(a - b) < 1e-6
end

local function number(cx, node, i, attribute, default)
  local value = cx:input(node, i)
  if not value then return node.attributes[attribute] or default end
  if value.tensor and value.tensor:count() == 1 then return value.tensor:reshape({1}):at(0) end
  cx:fail(node, "its input '" .. value.name .. "' is no fixed number")
end

local function hard_sigmoid(node, cx)
  local alpha, beta = node.attributes.alpha or 0.2, node.attributes.beta or 0.5
  local op = is_near(alpha, 1 / 6) and "hard_sigmoid" or is_near(alpha, 0.2) and "hard_sigmoid_keras2"
  if not op or not is_near(beta, 0.5) then
    cx:fail(node, string.format("a hard sigmoid of slope %g and offset %g", alpha, beta), "1/6 or 0.2, and 0.5, can be had")
  end
  return unary(op)(node, cx)
end

-- The bounds of a Clip; what is open ends at the largest float.
local function clip(node, cx)
  local x, largest = cx:tensor(node, 1), 3.4028234663852886e38
  local low, high = number(cx, node, 2, "min", -largest), number(cx, node, 3, "max", largest)
  local y = cx:like(node, x)
  if low == 0 and high == 6 then return cx:simple(node, "relu6", {x}, y) end
  if low == 0 and high >= largest then return cx:simple(node, "relu", {x}, y) end
  cx:simple(node, "bound", {x}, y, {{"min", low}, {"max", high}, {"via", "clip"}})
end

local function prelu(node, cx)
  local x, slope = cx:tensor(node, 1), cx:weight(node, 2)
  local count = slope and slope:count() or cx:fail(node, "it has no slope")
  if count > 1 then cx:label_cell(node, x, 2, "C") end
  if count > 1 and count ~= x.size[2] then cx:fail(node, "it has " .. count .. " slopes for " .. x.size[2] .. " channels") end
  cx:simple(node, "prelu", {x}, cx:like(node, x), {{"num_parameters", count}}, {slope = slope:reshape({count})})
end

local function pow(node, cx)
  local x, exponent = cx:tensor(node, 1), number(cx, node, 2)
  local op = exponent == 2 and "square" or exponent == 0.5 and "sqrt"
    or cx:fail(node, "the power " .. tostring(exponent), "squares and square roots can be had")
  cx:simple(node, op, {x}, cx:like(node, x))
end

local function selu(node, cx)
  local a, g = node.attributes.alpha or 1.6732632, node.attributes.gamma or 1.050701
  if not is_near(a, 1.6732632) or not is_near(g, 1.050701) then cx:fail(node, "a SELU with constants of its own") end
  return unary("selu")(node, cx)
end

return {
  Relu = unary "relu", Sigmoid = unary "sigmoid", Tanh = unary "tanh", Softsign = unary "softsign", Exp = unary "exp", Log = unary "log",
  Sqrt = unary "sqrt", Abs = unary "abs", Neg = unary "neg", HardSwish = unary "hard_swish", Mish = unary "mish", Silu = unary "silu",
  Softplus = unary("softplus"),
  Gelu = unary("gelu", function(a) return {{"approximate", a.approximate == "tanh" and "tanh" or "none"}} end),
  LeakyRelu = unary("leaky_relu", function(a) return {{"negative_slope", a.alpha or 0.01}} end),
  Elu = unary("elu", function(a) return {{"alpha", a.alpha or 1}} end),
  Selu = selu, HardSigmoid = hard_sigmoid, Clip = clip, PRelu = prelu, Pow = pow,
}
