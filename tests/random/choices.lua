--- choices: what several kinds of layers draw alike.

local choices = {}

-- Of conv1d, conv_transpose1d and linear.
local ACTIVATIONS = {"linear", "relu", "relu", "relu6", "leaky_relu", "elu", "selu", "gelu", "silu", "mish", "sigmoid", "hard_sigmoid",
  "hard_sigmoid_keras2", "hard_swish", "tanh", "tanh", "softplus", "softsign", "exp", "abs", "square", "neg", "log", "sqrt"}
local BOUNDED = {sigmoid = 1, hard_sigmoid = 1, hard_sigmoid_keras2 = 1, tanh = 1, softsign = 1, relu6 = 6}

--- A number of channels or units: mostly small, now and then past a vector or two, rarely past what is kept in registers.
function choices.width(d, m)
  if d:once_in(m.wide and 3 or 30) then return d:int(64, 130) end
  return d:once_in(5) and d:int(15, 50) or d:int(1, 12)
end

--- The numbers that divide n.
function choices.divisors(n)
  local found = {}
  for k = 1, n do
    if n % k == 0 then found[#found + 1] = k end
  end
  return found
end

--- How large values get that come out of an activation.
function choices.most_after(name, most)
  if name == "exp" then return math.exp(most) end
  if name == "square" then return most ^ 2 end
  return BOUNDED[name] or most + 1
end

local function has_bias(attrs)
  for _, attr in ipairs(attrs) do
    if attr[1] == "bias" then return attr[2] end
  end
end

--- Now and then adds an activation to a layer that sums products of x; `changes` as of model.add.  The logarithm and the
-- root come where x is above 0, and then with weights that keep the sum there.
function choices.activation(d, attrs, x, changes)
  local name = d:once_in(2) and (x.low and d:once_in(3) and d:pick {"log", "sqrt"} or d:pick(ACTIVATIONS))
  changes.spread = not name
  if not name or name == "exp" and changes.most > 4 or name == "square" and changes.most > 8 then return attrs end
  if name == "log" or name == "sqrt" then
    if not x.low or not has_bias(attrs) then return attrs end
    changes.positive_weights = true
  end
  attrs[#attrs + 1] = {"activation", name}
  changes.most = choices.most_after(name, changes.most)
  return attrs
end

--- Leaves out some of the attributes that have their default: {name → default}.
function choices.leave_out(d, attrs, defaults)
  for i = #attrs, 1, -1 do
    if attrs[i][2] == defaults[attrs[i][1]] and d:once_in(4) then table.remove(attrs, i) end
  end
  return attrs
end

return choices
