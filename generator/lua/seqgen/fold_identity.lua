--- fold_identity: layers that change nothing at inference (dropout, identity, transpose: axes have names) go.

local readers = require "seqgen.readers"

local fold_identity = {}

function fold_identity.run(g, cx)
  for _, node in ipairs {table.unpack(g.nodes)} do
    if cx.ops[node.op].changes_nothing then
      readers.replace(g, node.outputs[1], node.inputs[1])
      readers.remove(g, node)
    end
  end
end

return fold_identity
