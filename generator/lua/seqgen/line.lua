--- line: what operators share that work on all elements along an axis at once: softmax and log_softmax.

local elementwise = require "seqgen.elementwise"
local move = require "seqgen.move"
local threads = require "seqgen.threads"
local walk = require "seqgen.walk"

local line = {}

local COST = 32       -- of an element, as many multiply-adds: e^x and two passes more

local function shape(node, inputs, cx)
  if not move.has_axis(node, inputs[1], node.attrs.axis, cx) then return nil end
  return elementwise.same_shape(node, inputs, cx)
end

local function plan(node, inputs, outputs)
  local x, y, axis = inputs[1], outputs[1], node.attrs.axis
  local function step(view) return view.max[axis] > 1 and view.stride[axis] or 1 end
  local loops = walk.loops(y, {[axis] = true})
  return {runtime = {"softmax"}, vars = {loops = loops, shared = threads.outermost(loops, y, COST), first = walk.place {[axis] = "0"},
    x_step = step(x), y_step = step(y), count = x.size[axis]}}
end

--- An operator that runs `rt_<name>` along an axis.
function line.operator(op)
  op.attributes = {{name = "axis", type = "axis", default = "C", doc = "the axis along which it is"}}
  op.inputs = {min = 1, max = 1, names = {"x"}}
  op.results = {"y"}
  op.shape = shape
  op.stream = function(node) return move.not_over_time(node.attrs.axis, node.op .. " over T") end
  op.plan = plan
  op.template = "ops/line.c.tpl"
  return op
end

return line
