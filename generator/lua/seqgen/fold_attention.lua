--- fold_attention: the projections of an attention layer become linear layers before and behind it.

local tables = require "seqgen.tables"

local fold_attention = {}

local function linear(node, name, weight, bias, input, output)
  return {op = "linear", name = node.name .. "_" .. name, attrs = {out_features = weight:shape()[1], bias = bias ~= nil}, given = {},
    marks = {}, mark = node.mark, stream = node.stream, inputs = {input}, outputs = {output}, refs = {}, post = {},
    weights = {weight = weight, bias = bias}}
end

local function new_tensor(g, like, name, channels)
  local t = tables.copy(like)
  t.size = tables.copy(like.size)
  t.size.C, t.id, t.name = channels, #g.tensors + 1, name
  g.tensors[t.id] = t
  return t.id
end

local function expand(g, node)
  local x = g.tensors[node.inputs[1]]
  local projected = new_tensor(g, x, node.name .. "_qkv", 3 * x.size.C)
  local heads = new_tensor(g, x, node.name .. "_heads", x.size.C)
  local w, result = node.weights, node.outputs[1]
  local before = linear(node, "qkv", w.in_proj_weight, w.in_proj_bias, node.inputs[1], projected)
  local behind = linear(node, "out", w["out_proj.weight"], w["out_proj.bias"], heads, result)
  node.inputs, node.outputs, node.weights = {projected}, {heads}, {}
  return before, behind
end

function fold_attention.run(g)
  local nodes = {}
  for _, node in ipairs(g.nodes) do
    if node.op == "attention" then
      local before, behind = expand(g, node)
      nodes[#nodes + 1], nodes[#nodes + 2], nodes[#nodes + 3] = before, node, behind
    else
      nodes[#nodes + 1] = node
    end
  end
  g.nodes = nodes
end

return fold_attention
