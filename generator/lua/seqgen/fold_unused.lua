--- fold_unused: layers and results that no output of the model needs generate nothing.

local readers = require "seqgen.readers"

local fold_unused = {}

function fold_unused.run(g, cx)
  local needed = {}
  for _, output in ipairs(g.outputs) do needed[output.tensor] = true end
  local kept = {}
  for i = #g.nodes, 1, -1 do
    local node, wanted = g.nodes[i], false
    for _, id in ipairs(node.outputs) do wanted = wanted or needed[id] end
    if wanted then
      for _, id in ipairs(readers.reads(node)) do needed[id] = true end
      table.insert(kept, 1, node)
    end
  end
  for _, node in ipairs(kept) do
    for i, id in ipairs(node.outputs) do node.outputs[i] = needed[id] and id or false end
  end
  g.nodes = kept
end

return fold_unused
