--- fold_flatten: the order of a flatten before a linear layer costs nothing: the linear layer's weights are permuted at
-- build time, and the flatten takes the elements in the order in which they are stored.

local readers = require "seqgen.readers"

local fold_flatten = {}

-- The linear layer that alone reads `id`, with the element-wise layers of one input on the way there.
local function linear_behind(g, id, cx)
  local reader = readers.only(g, id)
  while reader and reader.op ~= "linear" do
    local op = cx.ops[reader.op]
    if not op.expression or op.inputs.max ~= 1 or op.weights then return nil end
    reader = readers.only(g, reader.outputs[1])
  end
  return reader
end

-- The weight's columns [in] as C-slowest [C][T] become T-slowest [T][C].
local function permute_columns(linear, channels, steps)
  local w = linear.weights.weight
  local shape = w:shape()
  linear.weights.weight = w:reshape({shape[1], channels, steps}):permute({1, 3, 2}):reshape(shape)
end

function fold_flatten.run(g, cx)
  for _, node in ipairs(g.nodes) do
    if node.op == "flatten" and node.attrs.order == "CT" and not g.tensors[node.inputs[1]].size.D then
      local x, linear = g.tensors[node.inputs[1]], linear_behind(g, node.outputs[1], cx)
      local inner = x.producer ~= nil      -- an input keeps the caller's layout; what lies inside is channels last
      if linear and inner and x.size.T and x.size.C then
        permute_columns(linear, x.size.C, x.size.T)
        node.attrs.order = "TC"
      end
    end
  end
end

return fold_flatten
