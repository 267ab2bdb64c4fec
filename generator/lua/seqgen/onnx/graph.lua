--- onnx.graph: an ONNX file's model → layers, inputs and outputs of a spec.

local axes = require "seqgen.onnx.axes"
local constants = require "seqgen.onnx.constants"
local embedded = require "embedded"
local importer = require "seqgen.onnx.importer"
local names = require "seqgen.names"
local patterns = require "seqgen.onnx.patterns"
local suggest = require "seqgen.suggest"
local tables = require "seqgen.tables"
local tensors = require "seqgen.onnx.tensors"

local graph = {}

local function load_ops()
  local ops = {}
  for _, file in ipairs(embedded.list "generator/lua/seqgen/onnx/ops") do
    for name, read in pairs(require("seqgen.onnx.ops." .. file:gsub("%.lua$", ""))) do ops[name] = read end
  end
  return ops
end

-- ---- Reading --------------------------------------------------------------------------------------------------------------

local FIELD = {"f", "i", "s", "t", [6] = "floats", [7] = "ints", [8] = "strings"}
local ABSENT = {f = 0.0, i = 0, s = ""}

local function attributes_of(node)
  local list = {}
  for _, a in ipairs(node.attribute) do
    local field = FIELD[a.type or 0]
    if field and a.name then list[a.name] = a[field] or ABSENT[field] end
  end
  return list
end

local function read_nodes(model, cx)
  local nodes, initializers = {}, {}
  for name in pairs(cx.values) do initializers[name] = true end
  for i, node in ipairs(model.graph.node) do
    nodes[i] = {op_type = node.op_type or "", name = node.name, input = node.input, output = node.output, domain = node.domain or "",
      attributes = attributes_of(node)}
  end
  return patterns.join(nodes, initializers)
end

local function opset_of(model, cx)
  for _, set in ipairs(model.opset_import) do
    if (set.domain or "") == "" or set.domain == "ai.onnx" then return set.version or 1 end
  end
  return cx:fail(nil, "the file does not say which operator set it uses")
end

local function read_initializers(model, cx)
  for _, stored in ipairs(model.graph.initializer) do
    local value, problem, fix = tensors.read(stored)
    if not value then cx:fail(nil, string.format("tensor '%s': %s", stored.name or "", problem), fix) end
    cx:add(stored.name or "", value)
  end
end

-- ---- Inputs and outputs ---------------------------------------------------------------------------------------------------

-- A dimension's size and cell: the file's own, what the user gave for its name, or 1 and a note to look at later.
local function read_dimension(dim, options, fallback)
  local cell, symbol = axes.cell(), dim.dim_param and dim.dim_param ~= "" and dim.dim_param or fallback
  if dim.dim_value and dim.dim_value > 0 then return dim.dim_value, cell end
  options.known[symbol] = true
  if options.max[symbol] then
    cell.max = true
    return options.max[symbol], cell
  end
  if not options.size[symbol] then cell.symbol = symbol end
  return options.size[symbol] or 1, cell
end

local function legal_name(cx, text, role)
  return cx.unique(names.legal(text, "parameter") or names.legal(role .. "_" .. text))
end

local function read_input(cx, info, options)
  local of = info.type and info.type.tensor_type
  if not of or not of.shape then cx:fail(nil, "input '" .. info.name .. "' has no shape", "export the model with shapes") end
  local size, cells = {}, {}
  for i, dim in ipairs(of.shape.dim) do size[i], cells[i] = read_dimension(dim, options, info.name .. "." .. i - 1) end
  if #size > 4 then cx:fail(nil, "input '" .. info.name .. "' has " .. #size .. " axes", "seqgen knows N, T, C and D") end
  local dtype = tensors.dtype(of.elem_type) or cx:fail(nil, "input '" .. info.name .. "' has an unknown element type")
  return cx:add(info.name, {size = size, cells = cells, dtype = dtype})
end

local function read_inputs(model, cx, options)
  local list = {}
  for _, info in ipairs(model.graph.input) do
    if not cx.values[info.name] then      -- older files list the weights among the inputs
      local value = read_input(cx, info, options)
      list[#list + 1] = {value = value, name = legal_name(cx, info.name, "input")}
    end
  end
  return list
end

-- ---- The walk -------------------------------------------------------------------------------------------------------------

local function read_node(node, cx, ops)
  local constant = constants.fold(node, cx)
  if constant then return cx:add(node.output[1], constant) end
  local read = node.domain == "" and ops[node.op_type] or node.domain == "ai.onnx" and ops[node.op_type]
  if not read then
    local near = suggest.nearest(node.op_type, tables.sorted_keys(ops))
    cx:fail(node, "seqgen has no such operator" .. (near and "; " .. near .. " it has" or ""), "write this part of the model in the spec by hand")
  end
  read(node, cx)
end

local function name_axes(cx)
  local value, problem = axes.complete(cx.order)
  if value then cx:fail(nil, string.format("the axes of '%s' have no names: %s", value.name, problem)) end
end

-- An open size is 1 for a batch; a length has to be given.
local function check_sizes(cx, inputs, notes)
  for _, input in ipairs(inputs) do
    for _, cell in ipairs(input.value.cells) do
      local known = axes.root(cell)
      if cell.max and known.label ~= "T" then cx:fail(nil, "--max is for a length; this axis is " .. known.label) end
      if cell.symbol and known.label ~= "N" then
        cx:fail(nil, string.format("the file leaves the size of '%s' open, which is %s of '%s'", cell.symbol, known.label, input.name),
          string.format("give it: --size %s=100%s", cell.symbol, known.label == "T" and ", or --max " .. cell.symbol .. "=100 for a length that varies" or ""))
      end
      if cell.symbol then notes[cell.symbol] = string.format("the batch '%s' is 1; --size %s=N for another", cell.symbol, cell.symbol) end
    end
  end
end

local function check_options(cx, options)
  for _, kind in ipairs {"size", "max"} do
    for name in pairs(options[kind]) do
      if not options.known[name] then
        cx:fail(nil, string.format("--%s %s: the file leaves no such size open", kind, name), next(options.known)
          and "it leaves open: " .. table.concat(tables.sorted_keys(options.known), ", ") or "all its sizes are fixed")
      end
    end
  end
end

local function input_entry(input)
  local value, shape = input.value, {}
  for i, s in ipairs(value.size) do shape[i] = value.cells[i].max and "max " .. s or s end
  return {name = input.name, layout = table.concat(axes.names(value)), shape = shape, dtype = value.dtype}
end

local function read_outputs(model, cx)
  local list, unique = {}, {}
  for _, info in ipairs(model.graph.output) do
    local value = cx.values[info.name]
    if not value or not value.cells then cx:fail(nil, "output '" .. info.name .. "' is computed by nothing") end
    local name = names.legal(info.name, "parameter")
    if not name or unique[name] then name = "output_" .. #list + 1 end
    unique[name] = true
    list[#list + 1] = {name = name, from = cx:source({op_type = "output", name = info.name}, value), layout = table.concat(axes.names(value))}
  end
  return list
end

--- {inputs={{name, layout, shape, dtype}…}, layers (see importer), outputs={{name, from, layout}…}, notes={text…}}.
-- options: {size={name → integer}, max={name → integer}}.  Raises {message, found, fix} for what can't be imported.
function graph.read(model, options)
  local cx, notes, ops = importer.new(), {}, load_ops()
  options.known = {}
  if not model.graph then cx:fail(nil, "the file has no graph") end
  cx.opset = opset_of(model, cx)
  read_initializers(model, cx)
  local nodes = read_nodes(model, cx)
  local inputs = read_inputs(model, cx, options)
  check_options(cx, options)
  for _, node in ipairs(nodes) do read_node(node, cx, ops) end
  name_axes(cx)
  check_sizes(cx, inputs, notes)
  for _, input in ipairs(inputs) do cx:set(input.value, input.name) end
  for _, write in ipairs(cx.later) do write() end
  local spec = {inputs = {}, layers = cx.layers, outputs = read_outputs(model, cx), notes = {}}
  for i, input in ipairs(inputs) do spec.inputs[i] = input_entry(input) end
  for _, symbol in ipairs(tables.sorted_keys(notes)) do spec.notes[#spec.notes + 1] = notes[symbol] end
  return spec
end

return graph
