--- draw_layers: for each operator, how to draw a layer of it that fits a tensor.
--
-- A tensor is {name, axes = "NTC" (those it has, in this order), N=, C=, T = {a length for each set}}.  A drawer
-- gets the dice `d`, the tensor `x` and the model so far; it returns attributes (a list of {key, YAML text}) and what
-- the result has in place of x's {T=, C=, axes=}, or nil where it can't be done.  Only functions are drawn whose
-- values stay small, so that a float and a double agree through a dozen layers.

local ACTIVATIONS = {"relu", "tanh", "sigmoid", "gelu", "silu", "leaky_relu", "elu", "hard_sigmoid", "softsign"}
local UNARY = {"relu", "relu6", "leaky_relu", "elu", "selu", "gelu", "silu", "mish", "sigmoid", "hard_sigmoid", "hard_swish", "tanh",
  "softplus", "softsign", "abs", "neg"}

local function list(values)
  return "[" .. table.concat(values, ", ") .. "]"
end

--- Each length through `f`; nil where one comes out below 1.
local function lengths(T, f)
  local result = {}
  for i, t in ipairs(T) do
    result[i] = f(t)
    if result[i] < 1 then return nil end
  end
  return result
end

local function shortest(T)
  return math.min(table.unpack(T))
end

local function divisors(n, m)
  local found = {}
  for k = 1, n do
    if n % k == 0 and m % k == 0 then found[#found + 1] = k end
  end
  return found
end

local drawers = {}

--- A number of channels or units: mostly small, now and then past a vector or two.
local function draw_width(d)
  return d:once_in(5) and d:int(15, 50) or d:int(1, 12)
end

-- ---- Convolutions and pools -------------------------------------------------------

-- Steps between outputs: 1 in a stream of any chunk, else what divides the chunk.
local function draw_stride(d, x, model)
  if model.chunk == "any" or not d:once_in(3) then return 1 end
  local stride = d:int(2, 3)
  if model.mode == "stream" and (model.chunk / x.rate) % stride ~= 0 then return 1 end
  return stride
end

-- → YAML text, cells before, cells behind (a function of T where it depends)
local function draw_padding(d, x, model, reach, stride)
  local kind = model.mode == "stream" and "causal" or d:pick {"0", "n", "sides", "same", "causal"}
  if kind == "causal" then return "causal", function() return reach end end
  if kind == "same" then
    return "same", function(t)
      if stride == 1 then return reach end
      return math.max(((t + stride - 1) // stride - 1) * stride + reach + 1 - t, 0)
    end
  end
  local left, right = kind == "0" and 0 or d:int(0, 4), kind == "0" and 0 or d:int(0, 4)
  if kind == "sides" then return list {left, right}, function() return left + right end, math.max(left, right) end
  return tostring(left), function() return 2 * left end, left
end

local function draw_mode(d, x, model, widest)
  if model.mode == "stream" or not widest or not d:once_in(3) then return nil end
  local mode = d:pick {"reflect", "replicate", "circular"}
  local t = shortest(x.T)
  if mode == "reflect" and widest >= t or mode == "circular" and widest > t then return nil end
  return mode
end

function drawers.conv1d(d, x, model)
  local k, dilation, stride = d:int(1, 5), d:pick {1, 1, 2, 3}, draw_stride(d, x, model)
  local groups = d:once_in(3) and d:pick(divisors(x.C, x.C)) or 1
  local out = groups * math.max(1, draw_width(d) // groups)
  local padding, added, widest = draw_padding(d, x, model, dilation * (k - 1), stride)
  local T = lengths(x.T, function(t) return (t + added(t) - dilation * (k - 1) - 1) // stride + 1 end)
  if not T then return nil end
  local attrs = {{"out_channels", out}, {"kernel_size", k}, {"stride", stride}, {"padding", padding}, {"dilation", dilation},
    {"groups", groups}}
  local mode = draw_mode(d, x, model, widest)
  if mode then attrs[#attrs + 1] = {"padding_mode", mode} end
  if d:once_in(6) then attrs[#attrs + 1] = {"bias", false} end
  if d:once_in(6) then attrs[#attrs + 1] = {"flip", true} end
  if d:once_in(2) then attrs[#attrs + 1] = {"activation", d:pick(ACTIVATIONS)} end
  return attrs, {C = out, T = T, rate = x.rate * stride}
end

function drawers.conv_transpose1d(d, x, model)
  local stride, dilation = d:int(1, 3), d:pick {1, 1, 2}
  local k = d:int(1, 4)
  local groups = d:once_in(3) and d:pick(divisors(x.C, x.C)) or 1
  local out = groups * d:int(1, math.max(1, 12 // groups))
  local reach = dilation * (k - 1)
  if model.mode == "stream" then
    if x.T[1] * stride > 40 then return nil end
    return {{"out_channels", out}, {"kernel_size", k}, {"stride", stride}, {"dilation", dilation}, {"padding", "causal"}, {"groups", groups}},
      {C = out, T = {x.T[1] * stride}, rate = x.rate / stride}
  end
  local padding, more = d:int(0, math.min(2, reach)), d:int(0, math.max(stride, dilation) - 1)
  local T = lengths(x.T, function(t) return (t - 1) * stride - 2 * padding + reach + more + 1 end)
  if not T or math.max(table.unpack(T)) > 40 then return nil end
  return {{"out_channels", out}, {"kernel_size", k}, {"stride", stride}, {"dilation", dilation}, {"padding", padding},
    {"output_padding", more}, {"groups", groups}}, {C = out, T = T}
end

local function pool(extra)
  return function(d, x, model)
    local k = d:int(1, 4)
    local stride, dilation = d:int(1, 3), 1
    if model.mode == "stream" then
      if d:once_in(2) then return {{"kernel_size", k}, {"stride", 1}, {"padding", "causal"}}, {} end
      if model.chunk == "any" or (model.chunk / x.rate) % k ~= 0 then return nil end
      return {{"kernel_size", k}, {"stride", k}}, {T = lengths(x.T, function(t) return t // k end), rate = x.rate * k}
    end
    local attrs, padding, ceil = {{"kernel_size", k}, {"stride", stride}}, 0, false
    if extra ~= "var" then
      padding, ceil = d:int(0, k // 2), d:once_in(3)
      attrs[#attrs + 1], attrs[#attrs + 2] = {"padding", padding}, {"ceil_mode", ceil}
    end
    if extra == "max" and d:once_in(3) then
      dilation = 2
      attrs[#attrs + 1] = {"dilation", dilation}
    elseif extra == "avg" and d:once_in(3) then
      attrs[#attrs + 1] = {"count_include_pad", false}
    end
    local T = lengths(x.T, function(t)
      local over = t + 2 * padding - dilation * (k - 1) - 1
      if over < 0 then return 0 end
      local n = (over + (ceil and stride - 1 or 0)) // stride + 1
      if ceil and (n - 1) * stride >= t + padding then n = n - 1 end
      return n
    end)
    if not T then return nil end
    return attrs, {T = T}
  end
end

drawers.max_pool1d, drawers.avg_pool1d, drawers.var_pool1d = pool "max", pool "avg", pool "var"

local function global_pool(_, _, model)
  if model.mode == "stream" then return nil end
  return {}, {axes = "without T"}
end

drawers.global_max_pool, drawers.global_avg_pool, drawers.last = global_pool, global_pool, global_pool

local function adaptive_pool(d, x, model)
  if model.mode == "stream" then return nil end
  local size = d:int(1, 7)
  return {{"output_size", size}}, {T = lengths(x.T, function() return size end), fixed = true}
end

drawers.adaptive_avg_pool1d, drawers.adaptive_max_pool1d = adaptive_pool, adaptive_pool

-- ---- Recurrent layers --------------------------------------------------------------

local function recurrent(kind)
  return function(d, x, model)
    local h, layers, both = draw_width(d), d:once_in(3) and 2 or 1, false
    local attrs = {{"hidden_size", h}, {"num_layers", layers}}
    local function add(key, value) attrs[#attrs + 1] = {key, value} end
    if model.mode == "sequence" then
      both = d:once_in(3)
      if both then add("bidirectional", true) elseif d:once_in(4) then add("reverse", true) end
    end
    local out = h
    if kind == "lstm" and d:once_in(5) and h > 1 then
      out = d:int(1, h - 1)
      add("proj_size", out)
    end
    if d:once_in(6) then add("bias", false) end
    if kind == "gru" and d:once_in(3) then add("reset_after", false) end
    if kind ~= "rnn" and d:once_in(5) then add("recurrent_activation", "hard_sigmoid") end
    if kind == "rnn" and d:once_in(4) then add("nonlinearity", "relu") end
    local D = layers * (both and 2 or 1)
    if D == 1 and model.mode == "sequence" then
      for _, y in ipairs(model.tensors) do
        if y.axes == (x.axes:gsub("T", "")) and y.C == out and d:once_in(2) then add("initial_h", y.name) break end
      end
    end
    return attrs, {C = out * (both and 2 or 1), states = {D = D, h_n = out, c_n = kind == "lstm" and h or nil}}
  end
end

drawers.lstm, drawers.gru, drawers.rnn = recurrent "lstm", recurrent "gru", recurrent "rnn"

-- ---- By channel ---------------------------------------------------------------------

function drawers.linear(d)
  local out = draw_width(d)
  local attrs = {{"out_features", out}}
  if d:once_in(3) then attrs[#attrs + 1] = {"activation", d:pick(ACTIVATIONS)} end
  if d:once_in(6) then attrs[#attrs + 1] = {"bias", false} end
  return attrs, {C = out}
end

function drawers.batch_norm() return {}, {} end

function drawers.layer_norm() return {{"eps", "0.01"}}, {} end

function drawers.instance_norm(_, x, model)
  if model.mode == "stream" or shortest(x.T) < 2 then return nil end
  return {{"eps", "0.1"}}, {}
end

function drawers.group_norm(d, x, model)
  if model.mode == "stream" then return nil end
  return {{"num_groups", d:pick(divisors(x.C, x.C))}, {"eps", "0.1"}}, {}
end

function drawers.softmax(d, _, model)
  return {{"axis", model.mode == "sequence" and d:once_in(3) and "T" or "C"}}, {}
end

drawers.log_softmax = drawers.softmax

function drawers.attention(d, x, model)
  if model.mode == "stream" then return nil end
  return {{"num_heads", d:pick(divisors(x.C, x.C))}}, {}
end

function drawers.prelu(d, x)
  return {{"num_parameters", d:once_in(2) and 1 or x.C}}, {}
end

function drawers.affine(d, x)
  local scales = {}
  for c = 1, x.C do scales[c] = string.format("%.3f", d:number(-1, 1.5)) end
  return {{"scale", d:once_in(2) and list(scales) or "0.75"}, {"offset", "-0.125"}}, {}
end

function drawers.bound(d)
  return {{"min", "-0.5"}, {"max", "1.25"}, {"via", d:pick {"sigmoid", "tanh", "clip"}}}, {}
end

for _, name in ipairs(UNARY) do
  drawers[name] = function() return {}, {} end
end

function drawers.select(d, x, model)
  if model.mode == "stream" then return nil end
  return {{"axis", "T"}, {"index", d:once_in(2) and -d:int(1, shortest(x.T)) or d:int(0, shortest(x.T) - 1)}}, {axes = "without T"}
end

function drawers.dropout() return {{"p", "0.5"}}, {} end

function drawers.identity() return {}, {} end

-- ---- Moving elements ------------------------------------------------------------------

function drawers.reverse(d, _, model)
  return {{"axis", model.mode == "sequence" and d:once_in(2) and "T" or "C"}}, {}
end

function drawers.slice(d, x, model)
  if model.mode == "stream" or model.variable or d:once_in(2) then
    local start = d:int(0, x.C - 1)
    local stop = d:int(start + 1, x.C)
    return {{"axis", "C"}, {"start", start}, {"stop", stop}}, {C = stop - start}
  end
  local start = d:int(0, x.T[1] - 1)
  return {{"axis", "T"}, {"start", start}}, {T = {x.T[1] - start}}
end

function drawers.pad(d, x, model)
  if model.mode == "stream" then return nil end
  local left, right, mode = d:int(0, 3), d:int(0, 3), d:pick {"constant", "replicate", "reflect", "circular"}
  local t = shortest(x.T)
  if mode ~= "constant" and math.max(left, right) >= t then mode = "constant" end
  return {{"axis", "T"}, {"padding", list {left, right}}, {"mode", mode}}, {T = lengths(x.T, function(n) return n + left + right end)}
end

function drawers.upsample(d, x, model)
  if x.T[1] > 20 then return nil end
  local scale = d:int(2, 3)
  if model.mode == "stream" then return {{"scale_factor", scale}, {"mode", "nearest"}}, {T = {x.T[1] * scale}, rate = x.rate / scale} end
  local mode = d:pick {"nearest", "linear"}
  local attrs = {{"scale_factor", scale}, {"mode", mode}}
  if mode == "linear" then attrs[3] = {"align_corners", d:once_in(2)} end
  return attrs, {T = lengths(x.T, function(t) return t * scale end)}
end

drawers["repeat"] = function(d, x)
  local times = d:int(2, 3)
  if x.C * times > 40 then return nil end
  return {{"axis", "C"}, {"repeats", times}}, {C = x.C * times}
end

local function reduction(d, _, model)
  if model.mode == "stream" or d:once_in(2) then return {{"axis", "C"}}, {axes = "without C", C = 1} end
  return {{"axis", "T"}}, {axes = "without T"}
end

drawers.mean, drawers.max, drawers.min, drawers.sum = reduction, reduction, reduction, reduction

function drawers.flatten(d, x, model)
  if model.mode == "stream" or model.variable then return nil end
  return {{"order", d:pick {"TC", "CT"}}}, {axes = "without T", C = x.C * x.T[1]}
end

return drawers
