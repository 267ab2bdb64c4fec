--- adaptive: T cut into output_size parts of about equal length, which overlap where it can't be divided.
--
-- Part t goes from floor(t T / output_size) up to, without, ceil((t + 1) T / output_size), as PyTorch has it.

local elementwise = require "seqgen.elementwise"
local expr = require "seqgen.expr"
local move = require "seqgen.move"
local reduce = require "seqgen.reduce"

local adaptive = {}

local LARGEST = 2147483647

local function shape(node, inputs, cx)
  local x = inputs[1]
  if not elementwise.all_floats(node, inputs, cx) or not move.has_axis(node, x, "T", cx, "from") then return nil end
  return {{axes = x.axes, size = move.with_size(x.size, {T = node.attrs.output_size})}}
end

-- C lines for the ends of part t; the products are taken wider where an int could overflow.
local function part_lines(x, out)
  local wide = (out + 1) * x.max.T > LARGEST and "(long long)" or nil
  local function cut(text) return wide and "(int)(" .. text .. ")" or text end
  local from = expr.mul(wide and wide .. "t" or "t", x.size.T)
  local to = expr.mul(wide and "(" .. wide .. "t + 1)" or "(t + 1)", x.size.T)
  return {
    string.format("const int from = %s;", cut(from .. " / " .. out)),
    string.format("const int to = %s;", cut(string.format("(%s + %d) / %d", to, out - 1, out))),
  }
end

--- An operator over the parts; kind: "mean" or "max".
function adaptive.operator(op, kind)
  op.attributes = {{name = "output_size", type = "integer", min = 1, required = true, doc = "the result's T"}}
  op.inputs = {min = 1, max = 1, names = {"x"}}
  op.results = {"y"}
  op.shape = shape
  op.stream = function() return move.not_over_time("T", "pooling over parts of all T") end
  op.plan = function(node, inputs, outputs)
    return reduce.plan(inputs[1], outputs[1], "T", {kind = kind, from = "from", to = "to", count = "to - from",
      lines = part_lines(inputs[1], node.attrs.output_size)})
  end
  op.template = "ops/window.c.tpl"
  op.fuses = true
  return op
end

return adaptive
