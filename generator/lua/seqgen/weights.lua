--- weights: shaped graph → graph whose nodes have their weights: float32, in PyTorch's names, axes and gate order.
--
-- An operator lists its parameters (`op.weights`), and how other frameworks store them (`op.conventions`).  A parameter
-- comes from the layer's inline numbers, from `{random: SEED}`, or from the container under `<prefix or name>.<parameter>`
-- or the name that `tensors` gives.  All errors of all layers are gathered.

local container = require "seqgen.container"
local random_weights = require "seqgen.random_weights"
local suggest = require "seqgen.suggest"
local tables = require "seqgen.tables"
local tensor = require "tensor"
local weight_constants = require "seqgen.weight_constants"
local weight_hint = require "seqgen.weight_hint"
local weight_reader = require "seqgen.weight_reader"
local weight_text = require "seqgen.weight_text"

local weights = {}

local MOST_BYTES = 1 << 30     -- of all weights as float32

local function inputs_of(g, node)
  local inputs = {}
  for i, id in ipairs(node.inputs) do inputs[i] = g.tensors[id] end
  return inputs
end

-- What the operator lists, in PyTorch's form.
local function parameters(g, node, op)
  return op.weights and op.weights(node, inputs_of(g, node)) or {}
end

-- ---- Which parameters ----------------------------------------------------------------------------------------------

-- The convention's table, {} for PyTorch's own, nil after an error.
local function find_convention(node, op, name, cx)
  if name == "pytorch" then return {} end
  local known = op.conventions or {}
  if known[name] then return known[name] end
  local names = tables.sorted_keys(known)
  table.insert(names, 1, "pytorch")
  cx.diag:error {mark = node.marks.convention or node.mark,
    message = string.format("layer '%s': %s has no weights in the convention '%s'", node.name, node.op, name),
    found = string.format("`convention: %s`%s", name, node.marks.convention and "" or " at the top of the spec"),
    expected = table.concat(names, ", "), fix = "write `convention: pytorch` on this layer, and give its tensors so"}
end

-- Names under `weights` and `tensors` that the layer does not have.
local function check_given(node, entries, cx)
  local known, names = {}, {}
  for i, entry in ipairs(entries) do known[entry.name], names[i] = true, entry.name end
  for _, key in ipairs {"weights", "tensors"} do
    local given = node.layer[key]
    for _, name in ipairs(given and not given.random and tables.sorted_keys(given) or {}) do
      if not known[name] then
        local near = suggest.nearest(name, names)
        cx.diag:error {mark = key == "weights" and given[name].mark or node.marks[key] or node.mark,
          message = string.format("layer '%s': `%s` names '%s', which %s does not have", node.name, key, name, node.op),
          found = "'" .. name .. "'", expected = #names > 0 and table.concat(names, ", ") or "none: it has no weights",
          fix = near and "write `" .. near .. "`" or "take it away"}
      end
    end
  end
end

local function too_large(cx, node, message, found)
  cx.diag:error {mark = node.mark, message = message, found = found, expected = "at most 1 GiB as float32",
    fix = "use smaller or fewer layers"}
  return false
end

-- Whether all weights together can be held; asked before any is made.
local function check_sizes(g, cx)
  local sum = 0
  for _, node in ipairs(g.nodes) do
    for _, entry in ipairs(parameters(g, node, cx.ops[node.op])) do
      local bytes = tensor.bytes("f32", entry.shape)
      if not bytes or bytes > MOST_BYTES then
        return too_large(cx, node, string.format("layer '%s': its weights are too large", node.name),
          weight_text.entry(entry.name, entry))
      end
      sum = sum + bytes
    end
    if sum > MOST_BYTES then
      return too_large(cx, node, "the model's weights are too large", string.format("%d bytes up to layer '%s'", sum, node.name))
    end
  end
  return true
end

-- ---- Where they come from ------------------------------------------------------------------------------------------

local function where_of(state, node, what, mark)
  return {diag = state.cx.diag, mark = mark or node.mark, layer = string.format("layer '%s'", node.name), what = what}
end

-- A stored tensor is read once, though several layers may share it.
local function read_stored(state, request, entry, name)
  state.used[name] = true
  local known = state.loaded[name]
  if known and table.concat(known:shape(), ",") == table.concat(entry.shape, ",") then return known end
  local mark = request.node.layer.tensors and request.node.layer.tensors[entry.name] and request.node.marks.tensors
  local where = where_of(state, request.node, string.format("tensor '%s' in %s", name, state.container.label), mark)
  where.file_line = state.file_line
  local t = weight_reader.stored(request, entry, name, where)
  state.loaded[name] = t
  return t
end

local function read_inline(state, request, entry, numbers)
  local where = where_of(state, request.node, "inline `" .. entry.name .. "`", numbers.mark)
  return weight_reader.inline(request, entry, numbers, where)
end

-- Where the spec says under which name a tensor is looked up.
local function naming_mark(request, missing)
  local node = request.node
  local named = node.layer.tensors and node.layer.tensors[missing.entry.name]
  return named and node.marks.tensors or node.layer.prefix and node.marks.prefix or node.mark
end

local function report_missing(state, request, missing)
  local wanted, missed = {}, {}
  for i, m in ipairs(missing) do wanted[i], missed[i] = weight_text.entry(m.name, m.entry), "'" .. m.name .. "'" end
  local names, near = state.container.names, {}
  for _, name in ipairs(names) do
    if name:sub(1, #request.prefix + 1) == request.prefix .. "." then near[#near + 1] = name end
  end
  state.cx.diag:error {mark = naming_mark(request, missing[1]),
    message = string.format("layer '%s': %s has no %s %s", request.node.name, state.container.label,
      #missing == 1 and "tensor" or "tensors", table.concat(missed, ", ")),
    found = weight_text.stored(state.container, #near > 0 and near or names, 6),
    expected = table.concat(wanted, ", "), fix = weight_hint.missing(request, missing)}
end

-- A layer that needs tensors where the spec names no container.
local function report_no_container(state, request, missing)
  if state.container_failed or state.told_of_container then return end
  local inline = request.node.layer.weights
  state.told_of_container = not inline
  local m = missing[1]
  state.cx.diag:error {mark = inline and request.node.marks.weights or request.node.mark,
    message = inline and string.format("layer '%s': its inline weights lack '%s'", request.node.name, m.entry.name)
      or string.format("layer '%s' needs weights, but the spec names none", request.node.name),
    found = inline and "`weights: {" .. table.concat(tables.sorted_keys(inline), ", ") .. "}`" or "no `weights` at the top of the spec",
    expected = weight_text.entry(m.entry.name, m.entry),
    fix = inline and weight_hint.needless(request, missing)
      or "add `weights: FILE.safetensors`, or `weights: {random: 1}` to try the shapes"}
end

-- The parameters of one layer as they are stored: name → tensor, or nil after an error.
local function read_all(state, request, entries)
  local layer, result, missing, complete = request.node.layer, {}, {}, true
  for _, entry in ipairs(entries) do
    local numbers = layer.weights and layer.weights[entry.name]
    local name = layer.tensors and layer.tensors[entry.name] or request.prefix .. "." .. entry.name
    if numbers then
      result[entry.name] = read_inline(state, request, entry, numbers)
      complete = complete and result[entry.name] ~= nil
    elseif state.container and state.container.entries[name] then
      result[entry.name] = read_stored(state, request, entry, name)
      complete = complete and result[entry.name] ~= nil
    elseif not entry.optional then
      missing[#missing + 1] = {name = name, entry = entry}
    end
  end
  if #missing > 0 then (state.container and report_missing or report_no_container)(state, request, missing) end
  return complete and #missing == 0 and result or nil
end

local function make_random(node, entries, seed)
  local result, widest = {}, random_weights.widest(entries)
  for _, entry in ipairs(entries) do
    result[entry.name] = random_weights.make(seed, node.name .. "." .. entry.name, entry, widest)
  end
  return result
end

-- ---- One layer -----------------------------------------------------------------------------------------------------

-- What the convention made of the stored tensors, rounded once; a wrong shape is the operator's own bug.
local function check_canonical(node, op, inputs, result)
  local checked = {}
  for _, entry in ipairs(op.weights(node, inputs)) do
    local t = result[entry.name]
    if t then
      assert(table.concat(t:shape(), ",") == table.concat(entry.shape, ","),
        "internal error: the convention of " .. node.op .. " gives a wrong shape for " .. entry.name)
      checked[entry.name] = t:to("f32", "inf")
    else
      assert(entry.optional, "internal error: the convention of " .. node.op .. " gives no " .. entry.name)
    end
  end
  return checked
end

local function bind(state, g, node, op)
  local inputs, entries = inputs_of(g, node), parameters(g, node, op)
  local seed = node.layer.weights and node.layer.weights.random or not node.layer.weights and state.seed
  local convention = not seed and #entries > 0 and find_convention(node, op, node.layer.convention, state.cx)
  if convention then entries = convention.stored and convention.stored(node, inputs) or entries end
  check_given(node, entries, state.cx)
  if seed then return make_random(node, entries, seed) end
  if not convention then
    state.failed[node.layer.prefix or node.name] = true
    return {}
  end
  local request = {graph = g, node = node, op = op, inputs = inputs, convention = node.layer.convention,
    container = state.container, prefix = node.layer.prefix or node.name}
  local result = read_all(state, request, entries)
  if result and convention.canonical then result = convention.canonical(node, inputs, result) end
  state.failed[request.prefix] = state.failed[request.prefix] or not result
  return result and check_canonical(node, op, inputs, result) or {}
end

-- ---- The whole graph -----------------------------------------------------------------------------------------------

local function open_container(state, spec)
  local source = spec.weights
  if not source or source.random then return end
  local opened, message, fix = container.open(source.path, state.cx.folder)
  state.container, state.container_failed, state.file_line = opened, not opened, source.mark.line
  if opened then
    table.move(opened.files, 1, #opened.files, #state.cx.read + 1, state.cx.read)
    return
  end
  state.cx.diag:error {mark = source.mark, message = string.format("the weights '%s' cannot be read", source.path),
    found = string.format("%s: %s", source.path, message),
    expected = "a .safetensors or .npz file, or a folder of .npy files",
    fix = fix or "check the path, which counts from the spec's folder, or export the file anew"}
end

-- The layer under whose name an unused tensor stands.
local function owner_of(g, name)
  for _, node in ipairs(g.nodes) do
    local prefix = (node.layer.prefix or node.name) .. "."
    if name:sub(1, #prefix) == prefix then return node end
  end
end

local function unused_fix(g, names)
  local node = owner_of(g, names[1])
  if not node then return string.format("take %s out of the file, or write `allow_unused: true`", #names == 1 and "it" or "them") end
  local own = {}
  for i, name in ipairs(names) do
    own[i] = owner_of(g, name) == node and name:sub(#(node.layer.prefix or node.name) + 2) or ""
  end
  local lacking = weight_hint.lacking(node, own)
  if lacking then
    return string.format("write `%s` on layer '%s' (line %d), or `allow_unused: true` at the top of the spec", lacking, node.name,
      node.mark.line)
  end
  return string.format("compare layer '%s' (line %d) with the model that was exported, or write `allow_unused: true` at the top of " ..
    "the spec", node.name, node.mark.line)
end

-- Whether a tensor belongs to one of these prefixes: of a layer that has failed it is not known what it would have used.
local function stands_under(prefixes, name)
  for prefix, failed in pairs(prefixes) do
    if failed and name:sub(1, #prefix + 1) == prefix .. "." then return true end
  end
  return false
end

local function check_unused(state, g)
  if not state.container or g.spec.allow_unused then return end
  local unused = {}
  for _, name in ipairs(state.container.names) do
    if not state.used[name] and not name:find("%f[%w_]num_batches_tracked$") and not stands_under(state.failed, name) then
      unused[#unused + 1] = name
    end
  end
  if #unused == 0 then return end
  state.cx.diag:error {mark = g.spec.weights.mark,
    message = #unused == 1 and string.format("tensor '%s' in %s is not used by any layer", unused[1], state.container.label)
      or string.format("%d tensors in %s are not used by any layer", #unused, state.container.label),
    found = weight_text.stored(state.container, unused, 8), expected = "a layer for every tensor",
    fix = unused_fix(g, unused)}
end

--- Binds node.weights, and tensor.constant for tensors that attributes take from the weights.
function weights.run(graph, cx)
  local g = tables.copy(graph)
  g.nodes, g.tensors = {}, {table.unpack(graph.tensors)}
  if not check_sizes(graph, cx) then return g end
  local state = {cx = cx, used = {}, loaded = {}, failed = {}, seed = g.spec.weights and g.spec.weights.random}
  open_container(state, g.spec)
  for i, node in ipairs(graph.nodes) do
    g.nodes[i] = tables.copy(node)
    g.nodes[i].weights = bind(state, graph, node, cx.ops[node.op])
    weight_constants.bind(state, g, node, cx.ops[node.op])
  end
  check_unused(state, g)
  return g
end

return weights
