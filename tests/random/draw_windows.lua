--- draw_windows: convolutions, pools over windows, and what makes T longer.
--
-- Here and in the other draw_*.lua: op → {needs = axes that the tensor has to have, lacks = axes it may not have,
-- ints = true where integers do, often = how often as others, draw = function(d, x, m)}.  `draw` adds a layer over x to the
-- model m, with the dice d, and returns the result; nil where it can't be done.

local choices = require "choices"
local model = require "model"

local LONGEST = 60
local DEFAULTS = {stride = 1, padding = 0, dilation = 1, groups = 1, output_padding = 0, padding_mode = "zeros", bias = true, flip = false}
local POOL_DEFAULTS = {padding = 0, dilation = 1, ceil_mode = false, count_include_pad = true}

local function rate_over(x, n)
  return {caller = x.rate.caller * n, own = x.rate.own}
end

-- Steps between outputs: in a stream what divides each chunk.
local function draw_stride(d, x, m, most)
  local stride = d:once_in(3) and d:int(2, most) or 1
  if m.mode == "stream" and m.multiple * x.rate.own % (x.rate.caller * stride) ~= 0 then return 1 end
  return stride
end

-- → YAML text, and a function of T that gives the cells before and behind
local function draw_padding(d, m, reach, stride, most)
  local kind = m.mode == "stream" and "causal" or d:pick {"0", "n", "sides", "same", "valid", "causal"}
  if kind == "causal" then return "causal", function() return reach, 0 end end
  if kind == "same" then
    return "same", function(t)
      local all = stride == 1 and reach or math.max(((t + stride - 1) // stride - 1) * stride + reach + 1 - t, 0)
      return all // 2, all - all // 2
    end
  end
  local left, right = d:int(0, most), d:int(0, most)
  if kind == "sides" then return {left, right}, function() return left, right end end
  if kind == "n" then return left, function() return left, left end end
  return kind == "valid" and "valid" or 0, function() return 0, 0 end
end

-- ---- Convolutions -------------------------------------------------------------------

local SPARE = {reflect = 1, circular = 0, replicate = -math.huge, zeros = -math.huge}

-- How many steps the padding of a mode needs.
local function needed(mode, padding, pads, reach, stride)
  local left, right = pads(1)
  local widest = padding == "same" and stride > 1 and reach // 2 + 1 or math.max(left, right)
  return widest > 0 and widest + SPARE[mode] or 1
end

local function draw_groups(d, x, m)
  local groups = d:once_in(3) and d:pick(choices.divisors(x.C)) or 1
  return groups, groups * math.max(1, choices.width(d, m) // groups)
end

local function conv1d(d, x, m)
  local k, dilation, stride = d:int(1, 5), d:pick {1, 1, 2, 3}, draw_stride(d, x, m, 3)
  local groups, out = draw_groups(d, x, m)
  local reach = dilation * (k - 1)
  local padding, pads = draw_padding(d, m, reach, stride, 4)
  if padding == "causal" and d:once_in(4) then padding = {reach, 0} end
  local mode = m.mode == "sequence" and d:pick {"zeros", "zeros", "reflect", "replicate", "circular"} or "zeros"
  if m.mode == "stream" and reach + 1 < stride and d:once_in(2) then padding, pads = 0, function() return 0, 0 end end
  if not m:needs(x, needed(mode, padding, pads, reach, stride)) then return nil end
  local T = m:steps(x, function(t)
    local left, right = pads(t)
    return (t + left + right - reach - 1) // stride + 1
  end)
  if not T then return nil end
  local attrs = {{"out_channels", out}, {"kernel_size", k}, {"stride", stride}, {"padding", padding}, {"dilation", dilation},
    {"groups", groups}, {"padding_mode", mode}, {"bias", not d:once_in(6)}, {"flip", d:once_in(6)}}
  local changes = {C = out, T = T, rate = rate_over(x, stride), most = 2 * x.most + 1}
  return m:add("conv1d", {x}, choices.leave_out(d, choices.activation(d, attrs, x, changes), DEFAULTS), x, changes)
end

-- The padding as the spec says it, left and right; `all`: steps that T * stride leaves over.
local function draw_cut(d, m, reach, all)
  if m.mode == "stream" and all >= 0 and d:once_in(2) then return {0, all}, 0, all end
  if m.mode == "stream" or d:once_in(4) then return "causal", 0, 0 end
  local left, right = d:int(0, math.min(2, reach)), d:int(0, math.min(2, reach))
  if d:once_in(2) then return {left, right}, left, right end
  return left, left, left
end

local function conv_transpose1d(d, x, m)
  local stride, dilation, k = d:int(1, 3), d:pick {1, 1, 2}, d:int(1, 4)
  local groups, out = draw_groups(d, x, m)
  local reach = dilation * (k - 1)
  local more = d:int(0, math.max(stride, dilation) - 1)
  local padding, left, right = draw_cut(d, m, reach, reach + 1 + more - stride)
  if padding == "causal" then more = 0 end
  local T = m:steps(x, function(t)
    return padding == "causal" and t * stride or (t - 1) * stride - left - right + reach + more + 1
  end)
  if not T or T[1] > LONGEST then return nil end
  local attrs = {{"out_channels", out}, {"kernel_size", k}, {"stride", stride}, {"dilation", dilation}, {"padding", padding},
    {"output_padding", more}, {"groups", groups}, {"bias", not d:once_in(6)}}
  local changes = {C = out, T = T, rate = {caller = x.rate.caller, own = x.rate.own * stride}, most = 2 * x.most + 1}
  return m:add("conv_transpose1d", {x}, choices.leave_out(d, choices.activation(d, attrs, x, changes), DEFAULTS), x, changes)
end

-- ---- Pools ---------------------------------------------------------------------------

-- Windows of PyTorch: with `ceil` a last one may reach past the end, but has to begin before the padding behind.
local function windows(t, left, right, reach, stride, ceil)
  local n = (t + left + right - reach + (ceil and stride - 1 or 0)) // stride + 1
  return ceil and (n - 1) * stride >= t + left and n - 1 or n
end

local function pool(op)
  return function(d, x, m)
    local k, dilation = d:int(1, 4), op == "max_pool1d" and d:pick {1, 1, 2} or 1
    local stride = m.mode == "stream" and draw_stride(d, x, m, 4) or d:int(1, 4)
    local reach = (k - 1) * dilation + 1
    local padding, pads = draw_padding(d, m, reach - 1, stride, k // 2)
    if m.mode == "stream" and reach <= stride and d:once_in(2) then padding, pads = 0, function() return 0, 0 end end
    local ceil = m.mode == "sequence" and d:once_in(3)
    local T = m:steps(x, function(t)
      if padding == "same" then return (t + stride - 1) // stride end
      local left, right = pads(t)
      return windows(t, left, right, reach, stride, ceil)
    end)
    if not T then return nil end
    local attrs = {{"kernel_size", k}, {"stride", stride}, {"padding", padding}, {"ceil_mode", ceil}}
    if stride == (op == "var_pool1d" and 1 or k) and d:once_in(2) then table.remove(attrs, 2) end
    if op == "max_pool1d" then attrs[#attrs + 1] = {"dilation", dilation} end
    if op == "avg_pool1d" then attrs[#attrs + 1] = {"count_include_pad", d:once_in(2)} end
    return m:add(op, {x}, choices.leave_out(d, attrs, POOL_DEFAULTS), x, {T = T, rate = rate_over(x, stride), exact = op == "max_pool1d" and x.exact,
      most = op == "var_pool1d" and x.most ^ 2 or x.most})
  end
end

local function adaptive(op)
  return function(d, x, m)
    if m.mode == "stream" then return nil end
    local size = d:int(1, 7)
    return m:add(op, {x}, {{"output_size", size}}, x, {T = m:steps(x, function() return size end), fixed = m.variable})
  end
end

local function global(op)
  return function(_, x, m)
    if m.mode == "stream" or x.axes == "T" then return nil end
    return m:add(op, {x}, {}, x, {axes = model.without(x.axes, "T")})
  end
end

-- ---- Upsampling ------------------------------------------------------------------------

local function draw_scale(d, x, m)
  local mode = m.mode == "stream" and "nearest" or d:pick {"nearest", "linear"}
  local kind = m.mode == "stream" and 1 or m.variable and not x.fixed and d:pick {1, 3} or d:int(1, 3)
  if kind == 1 then
    local scale = d:int(1, 3)
    return mode, {"scale_factor", scale}, function(t) return t * scale end, scale
  elseif kind == 2 then
    local scale = d:pick {0.5, 1.5, 2.5, 0.75}
    return mode, {"scale_factor", scale}, function(t) return math.floor(t * scale) end, 1
  end
  local size = d:int(1, 20)
  return mode, {"size", size}, function() return size end, 1, m.variable
end

local function upsample(d, x, m)
  local mode, attr, steps, times, fixed = draw_scale(d, x, m)
  local T = m:steps(x, steps)
  if not T or T[1] > LONGEST then return nil end
  local attrs = {attr, {"mode", mode}}
  if mode == "linear" then attrs[3] = {"align_corners", d:once_in(2)} end
  return m:add("upsample", {x}, attrs, x, {T = T, rate = {caller = x.rate.caller, own = x.rate.own * times},
    exact = mode == "nearest" and x.exact, low = x.low, fixed = x.fixed or fixed})
end


return {
  conv1d = {needs = "TC", often = 9, draw = conv1d},
  conv_transpose1d = {needs = "TC", often = 4, draw = conv_transpose1d},
  max_pool1d = {needs = "T", often = 2, draw = pool "max_pool1d"},
  avg_pool1d = {needs = "T", often = 2, draw = pool "avg_pool1d"},
  var_pool1d = {needs = "T", often = 2, draw = pool "var_pool1d"},
  adaptive_avg_pool1d = {needs = "T", draw = adaptive "adaptive_avg_pool1d"},
  adaptive_max_pool1d = {needs = "T", draw = adaptive "adaptive_max_pool1d"},
  global_max_pool = {needs = "T", draw = global "global_max_pool"},
  global_avg_pool = {needs = "T", draw = global "global_avg_pool"},
  upsample = {needs = "T", often = 2, draw = upsample},
}
