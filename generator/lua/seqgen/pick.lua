--- pick: one index of an axis, which goes; for the operators select and last.

local expr = require "seqgen.expr"
local move = require "seqgen.move"

local pick = {}

local function outside(node, x, axis, index, cx)
  cx.diag:error {mark = node.marks.index or node.mark,
    message = string.format("layer '%s': index %d is outside axis %s", node.name, index, axis),
    found = string.format("%s is %d", axis, x.size[axis]),
    expected = string.format("an index from %d to %d", -x.size[axis], x.size[axis] - 1), fix = "a negative index counts from the end"}
end

--- The shape of x without `axis`, of which `index` has to be an element.
function pick.shape(node, inputs, cx, axis, index)
  local x = inputs[1]
  if not move.has_axis(node, x, axis, cx) then return nil end
  if index >= x.size[axis] or index < -x.size[axis] then
    outside(node, x, axis, index, cx)
    return nil
  end
  if axis == "T" and x.length then node.shortest = index >= 0 and index + 1 or -index end
  return {{axes = move.without(x.axes, axis), size = move.with_size(x.size, {[axis] = false}), dtype = x.dtype,
    length = axis ~= "T" and x.length or nil}}
end

--- The view of one index.
function pick.view(x, axis, index, cx)
  local size = axis == "T" and cx.steps[x.id] or x.size[axis]
  local at = move.from_end(index, size)
  if not expr.is_number(at) then at = "(" .. at .. ")" end
  return {stride = move.with_size(x.storage.stride, {[axis] = false}), offset = expr.mul(at, x.storage.stride[axis])}
end

--- The plan where the element has to be copied (into an output).
function pick.plan(inputs, outputs, axis, index)
  local at = tostring(move.from_end(index, inputs[1].size[axis]))
  return move.plan_parts {move.part(inputs[1], outputs[1], {[axis] = at})}
end

return pick
