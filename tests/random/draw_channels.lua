--- draw_channels: layers that mix channels at each step, norms, attention, products and tables.  See draw_windows.lua for what a
-- drawer is.

local choices = require "choices"
local model = require "model"

local function linear(d, x, m, units)
  local out = units or choices.width(d, m)
  local attrs = {{"out_features", out}, {"bias", not d:once_in(6)}}
  local changes = {C = out, most = 2 * x.most + 1}
  if not units then choices.activation(d, attrs, x, changes) end
  return m:add("linear", {x}, attrs, x, changes)
end

-- ---- Norms -----------------------------------------------------------------------------
-- A small eps only where the variance is not: else the last bit of a mean would grow to something.

local function add_eps(d, attrs, x, count)
  if not (x.spread and count >= 8) then
    attrs[#attrs + 1] = {"eps", d:pick {"0.1", "0.01"}}
  elseif d:once_in(2) then
    attrs[#attrs + 1] = {"eps", "1e-4"}
  end
  attrs[#attrs + 1] = {"affine", d:once_in(2)}
  return attrs
end

local function batch_norm(d, x, m)
  local attrs = {{"affine", not d:once_in(4)}}
  if d:once_in(2) then attrs[2] = {"eps", "1e-3"} end
  return m:add("batch_norm", {x}, attrs, x, {most = 2.5 * x.most + 1, spread = x.spread})
end

local function layer_norm(d, x, m)
  return m:add("layer_norm", {x}, add_eps(d, {}, x, x.C), x, {most = 5})
end

local function instance_norm(d, x, m)
  if m.mode == "stream" then return nil end
  return m:add("instance_norm", {x}, add_eps(d, {}, x, math.min(table.unpack(x.T))), x, {most = 5})
end

local function group_norm(d, x, m)
  if m.mode == "stream" and model.has(x, "T") then return nil end
  local groups = d:pick(choices.divisors(x.C))
  return m:add("group_norm", {x}, add_eps(d, {{"num_groups", groups}}, x, x.C // groups), x, {most = 5})
end

local function softmax(op)
  return function(d, x, m)
    local axis = d:pick {"C", "C", "T", "N", "D", "D"}
    if not model.has(x, axis) or not m:has_whole(axis) then return nil end
    m:mixes(axis)
    return m:add(op, {x}, {{"axis", axis}}, x, {most = op == "softmax" and 1 or 2 * x.most + 5})
  end
end

-- ---- Attention and products -------------------------------------------------------------

local function attention(d, x, m)
  if m.mode == "stream" then return nil end
  return m:add("attention", {x}, {{"num_heads", d:pick(choices.divisors(x.C))}, {"bias", not d:once_in(4)}}, x,
    {most = 2 * x.most + 1, spread = true})
end

-- What a's C runs along with, and the axes of the product.
local function product_axes(a, b)
  local inner = model.has(b, "T") and "T" or model.has(b, "N") and "N" or "C"
  local axes = ""
  for axis in ("NTC"):gmatch "." do
    local there = axis == "C" and inner ~= "C" and model.has(b, "C") or axis ~= "C" and model.has(a, axis)
      or axis == "N" and inner ~= "N" and model.has(b, "N")
    if there then axes = axes .. axis end
  end
  return inner, axes
end

local function same_letters(a, b)
  return #a == #b and model.has({axes = a}, b)
end

local function can_multiply(m, a, b)
  local inner, axes = product_axes(a, b)
  if model.has(b, "D") or b.dtype ~= "f32" or axes == "" or inner == "T" and (m.mode == "stream" or m.variable and not b.fixed) then return false end
  if model.has(b, "T") and not model.has(b, "C") then return false end
  if m.mode == "stream" and model.has(a, "T") and b.final then return false end
  return inner == "N" or not (model.has(a, "N") and model.has(b, "N")) or a.N == b.N
end

local function matmul(d, x, m)
  for _, b in ipairs(d:shuffle(m.tensors)) do
    if can_multiply(m, x, b) then
      local inner, axes = product_axes(x, b)
      local n = model.size(b, inner)
      local a = x.C == n and x or linear(d, x, m, n)
      m:mixes(inner)
      if same_letters(axes, a.axes) then axes = a.axes end
      return m:add("matmul", {a, b}, {}, a, {axes = axes, N = model.has(a, "N") and a.N or b.N, C = b.C, most = a.most * b.most * math.sqrt(n)})
    end
  end
end

-- ---- Tables and lengths ------------------------------------------------------------------

local function embedding(d, x, m)
  if not x.below or x.dtype ~= "i32" or model.size(x, "C") > 1 then return nil end
  local rows, dim = x.below + d:int(0, 2), d:int(1, 20)
  local attrs = {{"num_embeddings", rows}, {"embedding_dim", dim}}
  if d:once_in(3) then attrs[3] = {"padding_idx", d:int(-rows, rows - 1)} end
  return m:add("embedding", {x}, attrs, x, {dtype = "f32", axes = model.without(x.axes, "C") .. "C", C = dim, most = 1.5, exact = true, spread = true})
end

local function mask(d, x, m)
  if m.mode == "stream" then return nil end
  for _, rows in ipairs(d:shuffle(m.tensors)) do
    if rows.dtype == "i32" and rows.axes == "N" and rows.N == model.size(x, "N") then
      return m:add("mask", {x, rows}, {}, x, {dtype = x.dtype, exact = x.exact, below = x.below})
    end
  end
end

return {
  linear = {needs = "C", often = 4, draw = function(d, x, m) return linear(d, x, m) end},
  batch_norm = {needs = "C", often = 2, draw = batch_norm},
  layer_norm = {needs = "C", often = 2, draw = layer_norm},
  instance_norm = {needs = "TC", often = 2, draw = instance_norm},
  group_norm = {needs = "C", often = 2, draw = group_norm},
  softmax = {needs = "", draw = softmax "softmax"},
  log_softmax = {needs = "", draw = softmax "log_softmax"},
  attention = {needs = "TC", lacks = "D", often = 3, draw = attention},
  matmul = {needs = "C", lacks = "D", often = 3, draw = matmul},
  embedding = {needs = "", ints = true, often = 12, draw = embedding},
  mask = {needs = "T", ints = true, often = 20, draw = mask},
}
