--- graph: spec → graph.  Names become tensors, layers become nodes in an order that can be executed.
--
-- Errors: a name that nothing has, the wrong number of inputs, a cycle.  Warnings: layers and inputs that no output needs.

local suggest = require "seqgen.suggest"

local graph = {}

-- Every name a layer may refer to → tensor id.  Inputs first, then each layer's results.
local function declare(g, name, fields, mark)
  local id = #g.tensors + 1
  g.by_name[name] = id
  fields.id, fields.name, fields.mark = id, name, mark
  g.tensors[id] = fields
  return id
end

local function declare_inputs(g, spec)
  for _, input in ipairs(spec.inputs) do
    local id = declare(g, input.name, {dtype = input.dtype}, input.mark)
    g.inputs[#g.inputs + 1] = {name = input.name, tensor = id, layout = input.layout, shape = input.shape,
      variable = input.variable, dtype = input.dtype, mark = input.mark}
  end
end

local function declare_results(g, layer, op)
  local ids = {}
  for i, result in ipairs(op.results) do
    local name = i == 1 and layer.name or layer.name .. "." .. result
    ids[i] = declare(g, name, {dtype = "f32"}, layer.mark)
  end
  return ids
end

-- `fc.h_n` where the layer 'fc' has no such result.
local function no_such_result(g, name, mark, what, cx)
  local owner, result = name:match("^(.-)%.(.*)$")
  if not owner or not g.by_name[owner] then return false end
  local results = {}
  for _, t in ipairs(g.tensors) do
    if t.name == owner or t.name:sub(1, #owner + 1) == owner .. "." then results[#results + 1] = "'" .. t.name .. "'" end
  end
  cx.diag:error {mark = mark, message = string.format("%s refers to '%s', but '%s' has no result '%s'", what, name, owner, result),
    found = string.format("'%s'", name), expected = #results > 1 and "one of " .. table.concat(results, ", ") or results[1],
    fix = string.format("write '%s'", suggest.nearest(name, g.by_name) or owner)}
  return true
end

local function resolve(g, name, mark, what, cx)
  local id = g.by_name[name]
  if id then return id end
  if no_such_result(g, name, mark, what, cx) then return nil end
  local near = suggest.nearest(name, g.by_name)
  cx.diag:error {mark = mark, message = string.format("%s refers to '%s', which is no input and no layer", what, name),
    found = string.format("'%s'", name), expected = "the name of an input or of a layer",
    fix = near and string.format("write '%s'", near) or "name a layer above, or an input"}
end

local function input_names(g, layer, previous, op)
  if layer.from then return layer.from end
  if op.inputs.max == 0 then return {} end
  return {previous or g.inputs[1] and g.inputs[1].name}
end

local function check_count(layer, op, count, cx)
  local min, max = op.inputs.min, op.inputs.max
  if count >= min and (not max or count <= max) then return end
  local wanted = min == max and tostring(min) or max and min .. " to " .. max or "at least " .. min
  wanted = wanted .. (wanted:find("^1$") and " input" or " inputs")
  local names = op.inputs.names and table.concat(op.inputs.names, ", ") or "…"
  cx.diag:error {mark = layer.marks and layer.marks.from or layer.mark,
    message = string.format("layer '%s': %s takes %s", layer.name, layer.op, wanted),
    found = count .. (count == 1 and " input" or " inputs"), expected = wanted .. " (" .. names .. ")",
    fix = "list them: `from: [" .. names .. "]`"}
end

-- Attributes whose type is `source` name tensors, or weights as {tensor = NAME}.
local function attribute_refs(g, node, op, cx)
  for _, a in ipairs(op.attributes or {}) do
    local value = node.attrs[a.name]
    if a.type == "source" and value ~= nil then
      local mark = node.marks[a.name] or node.mark
      if type(value) == "table" then
        local id = #g.tensors + 1
        g.tensors[id] = {id = id, name = node.name .. "." .. a.name, dtype = "f32", constant_name = value.tensor,
          mark = mark}
        node.refs[a.name] = id
      else
        node.refs[a.name] = resolve(g, value, mark, string.format("%s of layer '%s'", a.name, node.name), cx)
      end
    end
  end
end

local function make_node(g, layer, previous, cx)
  local op = cx.ops[layer.op]
  local node = {op = layer.op, name = layer.name, attrs = layer.attrs, given = layer.given, marks = layer.marks or {},
    mark = layer.mark, layer = layer, stream = g.mode == "stream", inputs = {}, refs = {}, weights = {}, post = {}}
  node.input_names = input_names(g, layer, previous, op)
  check_count(layer, op, #node.input_names, cx)
  for i, name in ipairs(node.input_names) do
    node.inputs[i] = resolve(g, name, node.marks.from or node.mark, string.format("layer '%s'", node.name), cx)
  end
  attribute_refs(g, node, op, cx)
  return node
end

-- path: the nodes under visit, each of which needs the one behind it; the last one needs `node`.
local function report_cycle(path, node, cx)
  local names, inside = {}, false
  for _, other in ipairs(path) do
    inside = inside or other == node
    if inside then names[#names + 1] = "'" .. other.name .. "'" end
  end
  names[#names + 1] = "'" .. node.name .. "'"
  cx.diag:error {mark = node.mark, message = string.format("layer '%s' takes part in a cycle", node.name),
    found = table.concat(names, " needs "), expected = "layers that depend on others in no circle",
    fix = "for a recurrence over time use lstm, gru or rnn; for a loop of the host's own use lstm_cell or gru_cell"}
end

-- Depth first from each node in the file's order, so that a node stands behind what it reads.
local function sort_nodes(g, nodes, cx)
  local producer, state, sorted, path = {}, {}, {}, {}
  for _, node in ipairs(nodes) do
    for _, id in ipairs(node.outputs) do producer[id] = node end
  end
  local function visit(node)
    if state[node] == "done" then return true end
    if state[node] == "open" then
      report_cycle(path, node, cx)
      return false
    end
    state[node] = "open"
    path[#path + 1] = node
    for _, id in ipairs(node.inputs) do
      if producer[id] and not visit(producer[id]) then return false end
    end
    for _, a in ipairs(cx.ops[node.op].attributes or {}) do
      local id = node.refs[a.name]
      if id and producer[id] and not visit(producer[id]) then return false end
    end
    state[node] = "done"
    path[#path] = nil
    sorted[#sorted + 1] = node
    return true
  end
  for _, node in ipairs(nodes) do
    if not visit(node) then break end
  end
  g.nodes = sorted
  for i, node in ipairs(sorted) do
    for _, id in ipairs(node.outputs) do g.tensors[id].producer = i end
  end
end

local function resolve_outputs(g, spec, cx)
  for _, output in ipairs(spec.outputs) do
    local marks = output.marks or {}
    local id = resolve(g, output.from, marks.from or output.mark, string.format("output '%s'", output.name), cx)
    g.outputs[#g.outputs + 1] = {name = output.name, tensor = id, layout = output.layout, mark = output.mark,
      layout_mark = marks.layout or output.mark}
  end
end

-- Layers that no output needs, and inputs that none of the others reads, are left out of the C: said, as it may be a slip.
local function warn_of_unread(g, cx)
  local needed, waiting = {}, {}
  for _, output in ipairs(g.outputs) do waiting[#waiting + 1] = output.tensor end
  while #waiting > 0 do
    local id = table.remove(waiting)
    local node = g.nodes[g.tensors[id].producer]
    if not needed[id] and node then
      table.move(node.inputs, 1, #node.inputs, #waiting + 1, waiting)
      for _, ref in pairs(node.refs) do waiting[#waiting + 1] = ref end
      for _, result in ipairs(node.outputs) do needed[result] = true end
    end
    needed[id] = true
  end
  for _, input in ipairs(g.inputs) do
    if not needed[input.tensor] then
      cx.diag:warning {mark = input.mark, message = string.format("input '%s' is not used: no output needs it", input.name)}
    end
  end
  for _, node in ipairs(g.nodes) do
    if not needed[node.outputs[1]] then
      cx.diag:warning {mark = node.mark, message = string.format("layer '%s' is left out: no output needs it", node.name)}
    end
  end
end

function graph.run(spec, cx)
  local g = {name = spec.name, file = spec.file, mode = spec.mode, spec = spec, tensors = {}, nodes = {},
    inputs = {}, outputs = {}, by_name = {}}
  declare_inputs(g, spec)
  local results = {}
  for i, layer in ipairs(spec.layers) do
    results[i] = declare_results(g, layer, cx.ops[layer.op])
  end
  local nodes = {}
  for i, layer in ipairs(spec.layers) do
    local previous = spec.layers[i - 1]
    nodes[i] = make_node(g, layer, previous and previous.name, cx)
    nodes[i].outputs = results[i]
  end
  resolve_outputs(g, spec, cx)
  if not cx.diag:has_errors() then sort_nodes(g, nodes, cx) end
  if not cx.diag:has_errors() then warn_of_unread(g, cx) end
  return g
end

return graph
