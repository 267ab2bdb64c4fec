--- matmul: the product of two matrices for each row of the batch.
--
-- y[n][t][c] = sum over k of a[n][t][k] b[n][k][c]: a's C runs along with b's T (with b's N where b has no T), as
-- torch.matmul of two NTC arrays.  b without a batch is the same for all rows.

local elementwise = require "seqgen.elementwise"
local threads = require "seqgen.threads"
local walk = require "seqgen.walk"

-- The axis of b that a's C runs along with.
local function inner_axis(b)
  return b.size.T and "T" or b.size.N and "N" or "C"
end

local function refuse(node, found, cx)
  cx.diag:error {mark = node.marks.from or node.mark, message = string.format("layer '%s': its matrices do not fit", node.name),
    found = found, expected = "the axes N, T and C; a's C equal to b's T, and equal batches, or one without a batch",
    fix = "swap the tensors in `from`, or reshape one of them"}
end

local function describe(x, axis)
  return string.format("%s is %d in '%s'", axis, x.size[axis] or 1, x.name)
end

local function batches_fit(a, b, inner)
  return inner == "N" or not a.size.N or not b.size.N or a.size.N == b.size.N or a.size.N == 1 or b.size.N == 1
end

local function shape(node, inputs, cx)
  local a, b = inputs[1], inputs[2]
  local inner = inner_axis(b)
  if not elementwise.all_floats(node, inputs, cx) then return nil end
  for _, x in ipairs(inputs) do
    if x.size.D then return refuse(node, describe(x, "D"), cx) end
  end
  local varies = inner == "T" and b.length
  if not a.size.C or a.size.C ~= b.size[inner] or varies then
    return refuse(node, describe(a, "C") .. ", " .. (varies and "max " or "") .. describe(b, inner), cx)
  end
  if not batches_fit(a, b, inner) then return refuse(node, describe(a, "N") .. ", " .. describe(b, "N"), cx) end
  local size = {T = a.size.T, C = inner ~= "C" and b.size.C or nil}
  size.N = inner == "N" and a.size.N or (a.size.N or b.size.N) and math.max(a.size.N or 1, b.size.N or 1)
  local axes = {}
  for _, axis in ipairs {"N", "T", "C"} do
    if size[axis] then axes[#axes + 1] = axis end
  end
  return {{axes = axes, size = size, length = a.length}}
end

-- b as the kernel sees it: its inner axis walked by `i`, its other ones by the result's loops.
local function plan(_, inputs, outputs)
  local b, y = inputs[2], outputs[1]
  local inner = inner_axis(b.tensor)
  local lanes = inner == "C" and "N" or "C"
  local row = walk.place {axis = lanes, n = "lanes", [inner] = "i"}
  local loops = walk.loops(y, {[lanes] = true})
  return {runtime = {"vec"}, vars = {loops = loops, shared = threads.outermost(loops, y, inputs[1].max.C), lanes = lanes, place = walk.place, row = row,
    count = b.size[inner], inner = inner}}
end

return {
  name = "matmul",
  summary = "the product of two matrices: a's C runs along with b's T",
  source = "https://pytorch.org/docs/1.13/generated/torch.matmul.html",
  attributes = {},
  inputs = {min = 2, max = 2, names = {"a", "b"}},
  results = {"y"},
  shape = shape,
  stream = function(_, inputs)
    if inner_axis(inputs[2]) == "T" then
      return "its second matrix runs over T, of which a stream has one chunk", "use `linear` with the matrix as its weight"
    end
  end,
  macs = function(_, inputs, outputs)
    local y = outputs[1].size
    return (y.N or 1) * (y.T or 1) * (y.C or 1) * inputs[1].size.C
  end,
  plan = plan,
  template = "ops/matmul.c.tpl",
  fuses = true,
}
