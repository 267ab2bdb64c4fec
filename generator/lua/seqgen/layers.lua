--- layers: the spec's `layers`, with `repeat` blocks and `${…}` written out.

local attribute = require("seqgen.attribute")
local fields = require("seqgen.fields")
local foreign = require("seqgen.foreign")
local inline = require("seqgen.inline")
local keys = require("seqgen.keys")
local scalar = require("seqgen.scalar")
local suggest = require("seqgen.suggest")
local tables = require("seqgen.tables")

local layers = {}

local MOST_LAYERS = 2000

local ELSEWHERE = {
  allow_unused = "write `allow_unused` at the top of the spec",
  mode = "write `mode` at the top of the spec",
  layout = "say `layout` at inputs and outputs: the generator picks the layouts in between",
}

-- Keys of all layers, then the operator's own.
local function known_keys(op)
  local known = {table.unpack(keys.layer)}
  for _, a in ipairs(op.attributes or {}) do known[#known + 1] = a end
  return known
end

local function key_node(node, name)
  for _, pair in ipairs(node.pairs) do
    if pair.key.value == name then return pair.value end
  end
end

-- The operator of a layer, or nil after an error.
local function find_op(reader, node, at)
  local op_node = key_node(node, "op")
  if not op_node then
    local found = {}
    for i, pair in ipairs(node.pairs) do found[i] = pair.key.value end
    at:error(node, {
      message = "a layer has no `op`", found = #found > 0 and "the keys " .. table.concat(found, ", ") or "no keys",
      expected = keys.layer[1].expected, fix = "add `op: …`",
    })
    return nil
  end
  local kind, name = scalar.resolve(op_node)
  if kind == "string" and reader.ops[name] then return reader.ops[name] end
  local near = kind == "string" and (foreign.operator(name) or suggest.nearest(name, reader.op_names))
  at:error(op_node, {
    message = kind == "string" and "unknown operator '" .. name .. "'" or "`op` has a wrong value",
    found = at.show(op_node), expected = keys.layer[1].expected, fix = near and "write `op: " .. near .. "`",
  })
end

-- What people call a layer: "layer 'conv1' (conv1d)".
local function label(node)
  local name, op = key_node(node, "name"), key_node(node, "op")
  local text = name and name.kind == "scalar" and "layer '" .. name.value .. "'" or "layer without a name"
  return op and op.kind == "scalar" and text .. " (" .. op.value .. ")" or text
end

local function reference(node)
  local kind, name = scalar.resolve(node)
  return kind == "string" and name:find("^%a[%w_]*%.?[%w_]*$") and name or nil
end

local function read_from(node, at)
  local list = node.kind == "sequence" and node or {node}
  local from = {}
  for i, item in ipairs(list) do
    from[i] = reference(item)
    if not from[i] then break end
  end
  if #from > 0 and #from == #list then return from end
  at:refuse(list[#from + 1] or node, "from",
    "the name of a layer, of a result (`rnn.h_n`) or of an input, or a list of them")
end

local function read_tensors(node, at)
  if node.kind ~= "mapping" or #node.pairs == 0 then
    at:refuse(node, "tensors", "a mapping of parameters to names in the weights, {weight: other.name}")
    return nil
  end
  local tensors = {}
  for _, pair in ipairs(node.pairs) do
    local kind, name = scalar.resolve(pair.value)
    if kind == "string" and name ~= "" then
      tensors[pair.key.value] = name
    else
      at:refuse(pair.value, "tensors", "the name of a tensor in the weights for each parameter")
    end
  end
  return tensors
end

local FORMS = {from = read_from, tensors = read_tensors, weights = inline.read}

-- PyTorch's None, as in `padding_idx: null`, is fine where absence is the default.
local function read_attribute(a, node, at)
  if scalar.resolve(node) == "null" and not a.required and a.default == nil then return nil end
  return attribute.read(a, node, at)
end

local function read_attributes(op, nodes, at)
  local attrs, given = {}, {}
  for _, a in ipairs(op.attributes or {}) do
    if nodes[a.name] then
      given[a.name], attrs[a.name] = true, read_attribute(a, nodes[a.name], at)
    else
      attrs[a.name] = a.default
    end
  end
  return attrs, given
end

local function read_layer(reader, node, at)
  local op = find_op(reader, node, at)
  if not op then return nil end
  local here = at:inner(label(node))
  local nodes, marks = fields.read(node, known_keys(op), here, ELSEWHERE)
  local layer = fields.values(nodes, keys.layer, here)
  layer.op, layer.mark, layer.marks = op.name, node.mark, marks
  layer.unnamed = not layer.name
  layer.attrs, layer.given = read_attributes(op, nodes, here)
  layer.convention = layer.convention or reader.convention
  for _, key in ipairs(keys.layer) do
    if key.form and nodes[key.name] then layer[key.name] = FORMS[key.name](nodes[key.name], here) end
  end
  return layer
end

local function too_many(reader, node, at, found)
  if reader.full then return end
  reader.full = true
  at:error(node, {
    message = "too many layers", found = found or "more than " .. MOST_LAYERS .. ", repetitions counted",
    expected = "at most " .. MOST_LAYERS .. " layers", fix = "repeat less",
  })
end

local read_list

-- Writes a block out; stops after a round with errors, which the next rounds would only say again.
local function read_block(reader, node, values, at)
  local known = {keys.block[1], keys.block[2]}
  local nodes = fields.read(node, known, at:inner("repeat"))
  if not nodes["repeat"] or not nodes.layers then return end
  local count = attribute.read(known[1], reader.expander:expand(nodes["repeat"], values, at), at)
  if count and count > MOST_LAYERS then return too_many(reader, nodes["repeat"], at, "`repeat: " .. count .. "`") end
  local inside = setmetatable({}, {__index = values})
  for i = 0, (count or 1) - 1 do
    inside.i = i
    local before = at:error_count()
    read_list(reader, nodes.layers, inside, at)
    if at:error_count() > before or reader.full then break end
  end
end

local function read_entry(reader, node, values, at)
  if node.kind ~= "mapping" then
    at:error(node, {
      message = "a layer is no mapping", found = at.show(node), expected = "{op: …} or {repeat: …, layers: […]}",
      fix = node.kind == "scalar" and reader.ops[node.value] and "write `{op: " .. node.value .. "}`" or nil,
    })
  elseif key_node(node, "repeat") and not key_node(node, "op") then
    read_block(reader, node, values, at)
  else
    if #reader.list == MOST_LAYERS then return too_many(reader, node, at) end
    local layer = read_layer(reader, reader.expander:expand(node, values, at:inner(label(node))), at)
    if layer then reader.list[#reader.list + 1] = layer end
  end
end

function read_list(reader, node, values, at)
  if node.kind ~= "sequence" or #node == 0 then
    at:refuse(node, "layers", "a list with at least one layer", "write `layers:`, then a line `- {op: …}` each")
    return
  end
  for _, entry in ipairs(node) do
    if reader.full then return end
    read_entry(reader, entry, values, at)
  end
end

-- Checks that names differ from each other and from the inputs'; fills `taken`.
local function check_names(list, taken, at)
  local reported = {}
  for _, layer in ipairs(list) do
    if layer.name and taken[layer.name] and not reported[layer.name] then
      reported[layer.name] = true
      at.diag:error {
        mark = layer.marks.name, message = "two things are called '" .. layer.name .. "'",
        found = "'" .. layer.name .. "' stands here and in line " .. taken[layer.name].line,
        expected = "a name of its own for each layer and input",
        fix = taken[layer.name] == layer.marks.name and "write `name: " .. layer.name .. "${i}` inside the repeat"
          or "rename one of them",
      }
    elseif layer.name and not taken[layer.name] then
      taken[layer.name] = layer.marks.name
    end
  end
end

-- conv1d, conv1d_2, conv1d_3 …: the operator's name, numbered from the second layer without a name on.
local function give_names(list, taken)
  local counts = {}
  for _, layer in ipairs(list) do
    if layer.unnamed then
      repeat
        counts[layer.op] = (counts[layer.op] or 0) + 1
        layer.name = counts[layer.op] == 1 and layer.op or layer.op .. "_" .. counts[layer.op]
      until not taken[layer.name]
    end
    layer.unnamed = nil
  end
end

--- The layers in the file's order.
-- values    numbers by name, for `${…}`
-- settings  {ops, expander, convention, inputs}
function layers.read(node, values, settings, at)
  local reader = {
    ops = settings.ops, op_names = tables.sorted_keys(settings.ops), expander = settings.expander,
    convention = settings.convention, list = {},
  }
  read_list(reader, node, values, at)
  local taken = {}
  for _, input in ipairs(settings.inputs) do taken[input.name or ""] = input.mark end
  check_names(reader.list, taken, at)
  give_names(reader.list, taken)
  return reader.list
end

return layers
