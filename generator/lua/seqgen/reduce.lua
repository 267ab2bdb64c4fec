--- reduce: what operators share that make one number of many along an axis: reductions and pools.
--
-- kind: "sum", "mean", "max", "min" or "var".  A window on the input's axis is {from, to, step}: C text or numbers.
-- Where the axis' elements lie side by side, the lanes go along it (runtime/line.c), else each lane is a result.  The two
-- add up in different orders; where there is a T beside the axis, how elements lie may differ between a stream and
-- the whole sequence, and the axis alone decides.

local elementwise = require "seqgen.elementwise"
local move = require "seqgen.move"
local walk = require "seqgen.walk"

local reduce = {}

local ACROSS = {sum = {"total"}, mean = {"total"}, max = {"vec"}, min = {"vec"}, var = {"total"}}
local ALONG = {sum = {"line"}, mean = {"line"}, max = {"line"}, min = {"line"}, var = {"moments"}}

local function goes_along(x, axis)
  if x.max[axis] == 1 then return false end
  if axis ~= "T" and x.tensor.size.T then return axis == "C" end
  return x.stride[axis] == 1
end

--- The plan of windows over `axis`: one for each step of the result's axis, or one for all where the result lacks it.
-- vars: kind, from, to, step, count (of elements, as the mean divides) and lines of C that come before them.
function reduce.plan(x, y, axis, vars)
  local whole = not y.tensor.size[axis]
  local along = whole and goes_along(x, axis)
  local lanes = along and "C" or walk.fastest(y, axis)
  vars.along, vars.axis, vars.lanes = along, axis, lanes
  vars.loops = walk.loops(y, {[lanes] = not along, [axis] = not whole})
  vars.over = not whole and {var = walk.LETTERS[axis], size = y.size[axis]} or nil
  vars.place = walk.place
  vars.lines, vars.step, vars.context = vars.lines or {}, vars.step or 1, vars.context or false
  vars.less_one = vars.less_one or false
  return {vars = vars, runtime = (along and ALONG or ACROSS)[vars.kind]}
end

-- var needs two elements.
local function has_two(node, x, axis, cx)
  if node.op ~= "var" then return true end
  if axis == "T" and x.length then node.shortest = 2 end
  if x.size[axis] > 1 then return true end
  cx.diag:error {mark = node.mark, message = string.format("layer '%s': the variance of one element is none", node.name),
    found = string.format("%s is 1", axis), expected = "an axis of 2 or more: var divides by n - 1", fix = "take another axis"}
  return false
end

--- The input's shape without `axis`.
function reduce.shape(node, inputs, cx, axis, dtype)
  local x = inputs[1]
  if not elementwise.all_floats(node, inputs, cx) or not move.has_axis(node, x, axis, cx) then return nil end
  if not has_two(node, x, axis, cx) then return nil end
  return {{axes = move.without(x.axes, axis), size = move.with_size(x.size, {[axis] = false}), dtype = dtype,
    length = axis ~= "T" and x.length or nil}}
end

--- The plan of a whole axis.
function reduce.whole_axis(inputs, outputs, axis, kind)
  local x, y = inputs[1], outputs[1]
  return reduce.plan(x, y, axis, {kind = kind, from = 0, to = x.size[axis], count = x.size[axis], less_one = kind == "var"})
end

local AXIS = {name = "axis", type = "axis", default = "C", doc = "the axis that goes"}

--- A reduction along an axis.
function reduce.operator(op)
  op.attributes = {AXIS}
  op.inputs = {min = 1, max = 1, names = {"x"}}
  op.results = {"y"}
  op.shape = function(node, inputs, cx) return reduce.shape(node, inputs, cx, node.attrs.axis) end
  op.stream = function(node) return move.not_over_time(node.attrs.axis, node.op .. " over T") end
  op.plan = function(node, inputs, outputs) return reduce.whole_axis(inputs, outputs, node.attrs.axis, op.name) end
  op.template = "ops/window.c.tpl"
  op.fuses = true
  return op
end

--- A reduction of all T.
function reduce.global(op, kind)
  op.attributes = {}
  op.inputs = {min = 1, max = 1, names = {"x"}}
  op.results = {"y"}
  op.shape = function(node, inputs, cx) return reduce.shape(node, inputs, cx, "T") end
  op.stream = function() return move.not_over_time("T", "pooling over all T") end
  op.plan = function(_, inputs, outputs) return reduce.whole_axis(inputs, outputs, "T", kind) end
  op.template = "ops/window.c.tpl"
  op.fuses = true
  return op
end

return reduce
