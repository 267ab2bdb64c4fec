--- weight_hint: what most likely went wrong where a tensor is missing or has another shape.
--
-- A request is {graph, node, op, inputs=tensors, convention, container, prefix}.

local keys = require "seqgen.keys"
local suggest = require "seqgen.suggest"
local weight_text = require "seqgen.weight_text"

local weight_hint = {}

-- ---- Shapes --------------------------------------------------------------------------------------------------------

-- The only axis in which two shapes of one rank differ, or nil.
local function differing_axis(a, b)
  local at
  if #a ~= #b then return nil end
  for i = 1, #a do
    if a[i] ~= b[i] then
      if at then return nil end
      at = i
    end
  end
  return at
end

local function same_shape(a, b)
  return #a == #b and table.concat(a, ",") == table.concat(b, ",")
end

local function is_permutation(a, b)
  local x, y = {table.unpack(a)}, {table.unpack(b)}
  table.sort(x)
  table.sort(y)
  return same_shape(x, y)
end

-- The model's input that a node's first input comes from.
local function origin(graph, node)
  local id = node.inputs[1]
  while id and graph.tensors[id].producer do id = graph.nodes[graph.tensors[id].producer].inputs[1] end
  for _, input in ipairs(graph.inputs) do
    if input.tensor == id then return input end
  end
end

local function swap(layout, a, b)
  return (layout:gsub("[" .. a .. b .. "]", {[a] = b, [b] = a}))
end

-- Channels of the node's input, where they decide the differing axis; and how many it has a group.
local function channels(request, expected)
  local x = request.inputs[1]
  local groups = request.node.attrs.groups or 1
  if x and x.size and x.size.C and expected * groups == x.size.C then return x, groups end
end

local function layout_hint(request, expected, found)
  local x, groups = channels(request, expected)
  local input = x and origin(request.graph, request.node)
  if not input then return nil end
  for _, axis in ipairs {"T", "N"} do
    if x.size[axis] == found * groups and input.layout:find(axis) and input.layout:find("C") then
      return string.format("C is %d but %s's weights expect %d, which is %s's size: is the input layout %s?", x.size.C,
        request.node.name, found * groups, axis, swap(input.layout, "C", axis))
    end
  end
end

-- The list of parameters as a convention stores them, of the request's node or of one with other attributes.
local function stored_as(request, convention, node)
  if convention == "pytorch" then return request.op.weights(node or request.node, request.inputs) end
  return request.op.conventions[convention].stored(node or request.node, request.inputs)
end

local function other_conventions(request)
  local names = {}
  for _, name in ipairs(keys.CONVENTIONS) do -- those most in use first
    local known = name == "pytorch" or request.op.conventions and request.op.conventions[name]
    if known and name ~= request.convention then names[#names + 1] = name end
  end
  return names
end

local function convention_hint(request, found, stored_name)
  for _, convention in ipairs(other_conventions(request)) do
    for _, entry in ipairs(stored_as(request, convention)) do
      if #found > 1 and same_shape(entry.shape, found) then
        return string.format("%s is %s's order (%s): write `convention: %s` and `tensors: {%s: %s, …}`",
          weight_text.shape(found), convention, entry.axes or entry.name, convention, entry.name, stored_name)
      end
    end
  end
end

local function with_attribute(node, name, value)
  local attrs = setmetatable({[name] = value}, {__index = node.attrs})
  return setmetatable({attrs = attrs}, {__index = node})
end

local function fits_with(request, entry, found, name, value)
  for _, other in ipairs(stored_as(request, request.convention, with_attribute(request.node, name, value))) do
    if other.name == entry.name then return same_shape(other.shape, found) end
  end
  return false
end

-- An attribute with which the layer would have the found shape: `hidden_size: 128`, `reset_after: false`.
local function attribute_hint(request, entry, found)
  for _, a in ipairs(request.op.attributes or {}) do
    local opposite = not request.node.attrs[a.name]
    if a.type == "boolean" and fits_with(request, entry, found, a.name, opposite) then
      return string.format("the layer would fit with `%s: %s`", a.name, opposite)
    end
    if a.type == "integer" and request.node.given[a.name] then
      for _, size in ipairs(found) do
        for gates = 1, 4 do
          local value = size // gates
          if value >= (a.min or 1) and size % gates == 0 and fits_with(request, entry, found, a.name, value) then
            return string.format("the layer would fit with `%s: %d`", a.name, value)
          end
        end
      end
    end
  end
end

--- Why this shape was expected, as an addition to it, or "".
function weight_hint.because(request, entry, found)
  local at = differing_axis(entry.shape, found)
  local x = at and channels(request, entry.shape[at])
  return x and string.format(", because C is %d in '%s'", x.size.C, request.node.input_names[1] or x.name) or ""
end

--- How to mend a tensor of shape `found` where `entry` was expected.
function weight_hint.shape(request, entry, found, stored_name)
  local at = differing_axis(entry.shape, found)
  local layout = at and layout_hint(request, entry.shape[at], found[at])
  if layout then return layout end
  local hint = attribute_hint(request, entry, found) or convention_hint(request, found, stored_name)
  if hint then return hint end
  if is_permutation(entry.shape, found) then
    return string.format("its axes are in another order: store it as (%s)", entry.axes or weight_text.shape(entry.shape))
  end
  local x = at and channels(request, entry.shape[at])
  if x then
    return string.format("give the layer an input of C %d, or weights for C %d", found[at] * (request.node.attrs.groups or 1),
      x.size.C)
  end
  return "give the layer the attributes that it was trained with, or name another tensor with `tensors`"
end

-- ---- Names ---------------------------------------------------------------------------------------------------------

-- Attributes that make tensors needless, and those tensors' names in all conventions.
local NEEDLESS = {
  {attribute = "bias", patterns = {"bias", "^b_", "^B$"}},
  {attribute = "bidirectional", patterns = {"_reverse$", "^backward%."}},
  {attribute = "affine", patterns = {"^weight$", "^bias$", "^gamma$", "^beta$", "^scale$", "^B$"}},
}

local function matches(name, patterns)
  for _, pattern in ipairs(patterns) do
    if name:find(pattern) then return true end
  end
  return false
end

local function all_match(missing, patterns)
  for _, m in ipairs(missing) do
    if not matches(m.entry.name, patterns) then return false end
  end
  return true
end

-- The layer, from 0, that a recurrent parameter belongs to: 1 for `weight_ih_l1`.
local function layer_of(parameter)
  return tonumber(parameter:match("_l(%d+)")) or 0
end

-- `num_layers: 1` where the layers above the first have no tensors.
local function fewer_layers(missing)
  local lowest = math.huge
  for _, m in ipairs(missing) do lowest = math.min(lowest, layer_of(m.entry.name)) end
  return lowest > 0 and string.format("write `num_layers: %d` if the layer has no more", lowest)
end

--- `bias: false` and its like, where that would make the missing tensors needless; or nil.
function weight_hint.needless(request, missing)
  for _, n in ipairs(NEEDLESS) do
    if request.node.attrs[n.attribute] == true and all_match(missing, n.patterns) then
      return string.format("write `%s: false` if the layer has none", n.attribute)
    end
  end
  return fewer_layers(missing)
end

--- The attribute with which a layer would use tensors that it does not, as it is written; or nil.
-- parameters: their names behind the layer's own.
function weight_hint.lacking(node, parameters)
  local layers = 0
  for _, parameter in ipairs(parameters) do
    if node.attrs.bias == false and parameter:find("bias") then return "bias: true" end
    layers = math.max(layers, 1 + layer_of(parameter))
  end
  if layers > (node.attrs.num_layers or layers) then return "num_layers: " .. layers end
  if node.attrs.bidirectional == false and matches(parameters[1], {"_reverse$", "^backward%."}) then return "bidirectional: true" end
  return parameters[1]:find("^weight_hr_l") and "proj_size: …" or nil
end

local function other_names_hint(request)
  for _, convention in ipairs(other_conventions(request)) do
    local complete = true
    for _, entry in ipairs(stored_as(request, convention)) do
      complete = complete and (entry.optional or request.container.entries[request.prefix .. "." .. entry.name])
    end
    if complete then
      return string.format("the names are those of %s: write `convention: %s`", convention, convention)
    end
  end
end

-- PyTorch's weight norm keeps a weight as its length and its direction.
local function norm_hint(request, missing)
  local entries, m = request.container.entries, missing[1]
  if entries[m.name .. "_g"] and entries[m.name .. "_v"] then
    return "it is stored under weight norm: call torch.nn.utils.remove_weight_norm(layer) before you save it"
  end
  return entries[request.prefix .. ".parametrizations." .. m.entry.name .. ".original0"] and string.format(
    "it is stored parametrized: call torch.nn.utils.parametrize.remove_parametrizations(layer, '%s') before you save it", m.entry.name)
end

-- Has what the container holds under this prefix the shapes of what is missing?
local function fits(request, prefix, missing)
  for _, m in ipairs(missing) do
    local name = prefix .. "." .. m.entry.name
    local stored = request.container.entries[name] and request.container:describe(name)
    if stored and not same_shape(stored.shape, m.entry.shape) then return false end
  end
  return true
end

-- Prefixes that no layer has and under which lies what is missing; those that end in the layer's own alone, if there are any.
local function free_prefixes(request, missing)
  local taken, all, nested = {}, {}, {}
  for _, node in ipairs(request.graph.nodes) do taken[node.layer.prefix or node.name] = true end
  local ending, own = "." .. missing[1].entry.name, "." .. request.prefix
  for _, name in ipairs(request.container.names) do
    local prefix = name:sub(-#ending) == ending and name:sub(1, -#ending - 1)
    if prefix and not taken[prefix] and fits(request, prefix, missing) then
      all[#all + 1] = prefix
      if prefix:sub(-#own) == own then nested[#nested + 1] = prefix end
    end
  end
  return #nested > 0 and nested or all
end

local function prefix_hint(request, missing)
  local prefixes = free_prefixes(request, missing)
  local prefix = #prefixes > 1 and suggest.nearest(request.prefix, prefixes) or #prefixes == 1 and prefixes[1]
  return prefix and string.format("write `prefix: %s`", prefix)
end

-- The stored names of the parameter's shape that no parameter of the layer goes by.
local function free_names(request, entry)
  local wanted, list = {}, {}
  for _, other in ipairs(stored_as(request, request.convention)) do wanted[request.prefix .. "." .. other.name] = true end
  for _, name in ipairs(request.container.names) do
    local stored = not wanted[name] and request.container:describe(name)
    if stored and same_shape(stored.shape, entry.shape) then list[#list + 1] = name end
  end
  return list
end

-- The name that `tensors` should have given.
local function tensors_hint(request, missing)
  local name, entry = missing[1].name, missing[1].entry
  local usual = request.prefix .. "." .. entry.name
  local near = name ~= usual and request.container.entries[usual] and usual or suggest.nearest(name, free_names(request, entry))
  return near and string.format("write `tensors: {%s: %s}`", entry.name, near)
end

--- How to mend tensors that the container lacks; missing: a list of {name=, entry=}.
function weight_hint.missing(request, missing)
  local named = missing[1].name ~= request.prefix .. "." .. missing[1].entry.name and tensors_hint(request, missing)
  local hint = named or norm_hint(request, missing) or weight_hint.needless(request, missing) or other_names_hint(request)
    or prefix_hint(request, missing) or tensors_hint(request, missing)
  if hint then return hint end
  return "store them under these names, or say others with `prefix` or `tensors`"
end

return weight_hint
