--- fold: what can be computed at build time is, and element-wise work moves into the layer before it.
--
-- Rewrites run in this order, each a module `fold_*.lua` with `run(g, cx)` over a graph of its own:
--   fold_identity    dropout, identity, transpose: their readers read their input
--   fold_attention   its projections into linear layers before and behind it
--   fold_pad         zeros before and behind T into the conv behind them
--   fold_flatten     the order of a flatten into the weights of the linear layer behind it
--   fold_norm        batch_norm and affine into the conv or linear before or after them
--   fold_elementwise activations, affine, residual additions: steps of their producer (`node.post`)
--   fold_unused      layers that no output needs

local tables = require("seqgen.tables")

local fold = {}

local REWRITES = {"identity", "attention", "pad", "flatten", "norm", "elementwise", "unused"}

-- A graph that the rewrites may change without the given one changing.
local function own_copy(graph)
  local g = tables.copy(graph)
  g.tensors, g.nodes, g.outputs = {}, {}, {}
  for i, t in ipairs(graph.tensors) do g.tensors[i] = tables.copy(t) end
  for i, o in ipairs(graph.outputs) do g.outputs[i] = tables.copy(o) end
  for i, n in ipairs(graph.nodes) do
    local node = tables.copy(n)
    node.inputs, node.outputs = {table.unpack(n.inputs)}, {table.unpack(n.outputs)}
    node.refs, node.post, node.weights = tables.copy(n.refs), {table.unpack(n.post)}, tables.copy(n.weights)
    node.attrs = tables.copy(n.attrs)
    g.nodes[i] = node
  end
  return g
end

function fold.run(graph, cx)
  local g = own_copy(graph)
  for _, name in ipairs(REWRITES) do
    require("seqgen.fold_" .. name).run(g, cx)
  end
  return g
end

return fold
