--- mask: what lies past a row's length is zero.
--
-- y[n][t][c] = x[n][t][c] where t < length[n], else 0.

local move = require "seqgen.move"

local function refuse(node, message, found, expected, fix, cx)
  cx.diag:error {mark = node.marks.from or node.mark, message = string.format("layer '%s': %s", node.name, message),
    found = found, expected = expected, fix = fix}
end

local function shape(node, inputs, cx)
  local x, n = inputs[1], inputs[2]
  if not move.has_axis(node, x, "T", cx, "from") then return nil end
  local rows = x.size.N or 1
  local count = 1
  for _, axis in ipairs(n.axes) do count = count * n.size[axis] end
  if n.dtype ~= "i32" then
    return refuse(node, "the lengths have to be integers", string.format("'%s' of dtype %s", n.name, n.dtype), "dtype i32",
      "write `dtype: i32` at the input", cx)
  end
  if count ~= rows or n.size.T and n.size.T > 1 then
    return refuse(node, "the lengths do not fit the rows",
      string.format("'%s' with %d numbers, '%s' with N %d", n.name, count, x.name, rows),
      "a length for each row: layout N, shape [" .. rows .. "]", "give the lengths the layout N", cx)
  end
  return move.same_shape(node, inputs)
end

return {
  name = "mask",
  summary = "what lies past a row's length is zero",
  source = "PyTorch's pad_packed_sequence; Keras' Masking",
  attributes = {},
  inputs = {min = 2, max = 2, names = {"x", "length"}},
  results = {"y"},
  shape = shape,
  stream = function()
    return "a length is counted from the sequence's start, which a stream has left behind", "stop the stream at its end instead"
  end,
  plan = function(_, inputs, outputs)
    local part = move.part(inputs[1], outputs[1], {}, {value = inputs[1].dtype == "i32" and "0" or "0.0f"})
    local length = inputs[2].max.N > 1 and string.format("length[n * %s]", inputs[2].stride.N) or "length[0]"
    part.guard = outputs[1].max.T > 1 and "t < " .. length or "0 < " .. length
    return move.plan_parts {part}
  end,
  template = "ops/move.c.tpl",
}
