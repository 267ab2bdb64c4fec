--- embedding: a row of a table for each id; the row is C.
--
-- y[…][c] = weight[x[…]][c].  An id outside the table makes `run` return SEQGEN_E_INDEX.

local move = require "seqgen.move"
local walk = require "seqgen.walk"

local function wrong_input(node, x, cx)
  local wide = x.size.C and x.size.C > 1
  cx.diag:error {mark = node.marks.from or node.mark, message = string.format("layer '%s': embedding takes ids", node.name),
    found = wide and string.format("'%s' with C %d", x.name, x.size.C) or string.format("'%s' of dtype %s", x.name, x.dtype),
    expected = "a tensor of dtype i32 without channels: its result's C is a row of the table",
    fix = wide and "call the axis of the ids T" or "write `dtype: i32` at the input, or a `cast` layer before it"}
end

local function check_padding(node, cx)
  local rows, index = node.attrs.num_embeddings, node.attrs.padding_idx
  if not index or index >= -rows and index < rows then return true end
  cx.diag:error {mark = node.marks.padding_idx, message = string.format("layer '%s': padding_idx is no row of the table", node.name),
    found = string.format("padding_idx %d, num_embeddings %d", index, rows),
    expected = string.format("a row from %d to %d", -rows, rows - 1), fix = "correct one of the two"}
end

local function shape(node, inputs, cx)
  local x = inputs[1]
  if not check_padding(node, cx) then return nil end
  if x.dtype ~= "i32" or x.size.C and x.size.C > 1 then
    wrong_input(node, x, cx)
    return nil
  end
  local axes = move.without(x.axes, "C")
  axes[#axes + 1] = "C"
  return {{axes = axes, size = move.with_size(x.size, {C = node.attrs.embedding_dim}), length = x.length}}
end

local function table_of(name)
  return function(node)
    return {{name = name, shape = {node.attrs.num_embeddings, node.attrs.embedding_dim}, axes = "id, channel"}}
  end
end

-- Frameworks differ in the table's name alone.
local function convention(name)
  return {stored = table_of(name), canonical = function(_, _, stored) return {weight = stored[name]} end}
end

return {
  name = "embedding",
  summary = "a row of a table for each id",
  source = "https://pytorch.org/docs/1.13/generated/torch.nn.Embedding.html",
  attributes = {
    {name = "num_embeddings", type = "integer", min = 1, required = true, doc = "rows of the table; ids are 0 to this - 1"},
    {name = "embedding_dim", type = "integer", min = 1, required = true, doc = "C of the result"},
    {name = "padding_idx", type = "integer", doc = "a row that training left alone; as PyTorch it is looked up like others"},
  },
  inputs = {min = 1, max = 1, names = {"x"}},
  results = {"y"},
  sets_order = true,
  shape = shape,
  weights = table_of("weight"),
  conventions = {keras = convention("embeddings"), onnx = convention("weight"), d2l = convention("weight")},
  plan = function(node, _, outputs)
    local a = node.attrs
    return {fails = true, vars = {rows = a.num_embeddings, dim = a.embedding_dim, loops = walk.loops(outputs[1], {C = true}),
        place = walk.place},
      constants = {{name = "w", array = node.weights.weight, dims = {a.num_embeddings, a.embedding_dim}, note = "weight [id][channel]"}}}
  end,
  template = "ops/embedding.c.tpl",
}
