--- readers: who reads a tensor.  Helpers of the rewrites of fold.

local tables = require "seqgen.tables"

local readers = {}

--- Every tensor id a node reads: inputs, tensors named by attributes, operands of fused steps.
function readers.reads(node)
  local ids = {table.unpack(node.inputs)}
  for _, name in ipairs(tables.sorted_keys(node.refs)) do ids[#ids + 1] = node.refs[name] end
  for _, step in ipairs(node.post) do ids[#ids + 1] = step.operand end
  return ids
end

-- Asked of each node for each tensor: makes no list.
local function does_read(node, id)
  local inputs, post = node.inputs, node.post
  for i = 1, #inputs do
    if inputs[i] == id then return true end
  end
  for i = 1, #post do
    if post[i].operand == id then return true end
  end
  for _, ref in next, node.refs do
    if ref == id then return true end
  end
  return false
end

--- The nodes that read tensor id, and whether it is an output of the graph.
function readers.of(g, id)
  local nodes, is_output = {}, false
  for _, node in ipairs(g.nodes) do
    if does_read(node, id) then nodes[#nodes + 1] = node end
  end
  for _, output in ipairs(g.outputs) do is_output = is_output or output.tensor == id end
  return nodes, is_output
end

--- The one node that reads tensor id, nil if there are others or it is an output of the graph.
function readers.only(g, id)
  local nodes, is_output = readers.of(g, id)
  return #nodes == 1 and not is_output and nodes[1] or nil
end

--- The node that makes tensor id, nil for an input.
function readers.producer(g, id)
  for _, node in ipairs(g.nodes) do
    for _, made in ipairs(node.outputs) do
      if made == id then return node end
    end
  end
end

--- Every reader of tensor `from` reads `to` instead.
function readers.replace(g, from, to)
  for _, node in ipairs(g.nodes) do
    for i, id in ipairs(node.inputs) do
      if id == from then node.inputs[i] = to end
    end
    for name, id in pairs(node.refs) do
      if id == from then node.refs[name] = to end
    end
  end
  for _, output in ipairs(g.outputs) do
    if output.tensor == from then output.tensor = to end
  end
end

--- Takes a node out of the graph.
function readers.remove(g, node)
  for i, other in ipairs(g.nodes) do
    if other == node then
      table.remove(g.nodes, i)
      return
    end
  end
end

return readers
