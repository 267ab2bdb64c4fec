--- fold_pad: zeros that a `pad` layer puts before and behind T become the padding of the conv1d behind it.

local readers = require "seqgen.readers"

local fold_pad = {}

-- The conv's own padding as {left, right}, nil where it is a word that depends on sizes.
local function own_padding(node)
  local p = node.attrs.padding
  if p == "valid" then return {0, 0} end
  if math.type(p) == "integer" then return {p, p} end
  return type(p) == "table" and p or nil
end

local function takes_zeros(node, reader)
  local a = node.attrs
  return a.axis == "T" and a.mode == "constant" and a.value == 0 and reader.op == "conv1d"
    and (reader.attrs.padding_mode or "zeros") == "zeros" and own_padding(reader) ~= nil
end

function fold_pad.run(g)
  for _, node in ipairs {table.unpack(g.nodes)} do
    local reader = node.op == "pad" and readers.only(g, node.outputs[1])
    if reader and takes_zeros(node, reader) then
      local own, more = own_padding(reader), node.attrs.padding
      reader.attrs.padding = {own[1] + more[1], own[2] + more[2]}
      readers.replace(g, node.outputs[1], node.inputs[1])
      readers.remove(g, node)
    end
  end
end

return fold_pad
