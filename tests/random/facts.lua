--- facts: what the operators' tables offer to a spec, and what a drawn model makes use of, as words like `conv1d.padding=same`.
-- What is offered and never drawn is a gap: test_facts.lua.

local facts = {}

local AXES = {"N", "T", "C", "D"}

-- ---- What is offered ------------------------------------------------------------------------------------

-- The forms of an attribute's values that have to be drawn.
local FORMS = {
  boolean = function() return {"true", "false"} end,
  choice = function(a) return a.choices end,
  axis = function(a) return a.choices or AXES end,
  padding = function(a) return {"number", "list", table.unpack(a.choices or {"same", "valid", "causal"})} end,
  integers = function(a) return a.count and {"list"} or {"number", "list"} end,
  numbers = function(a) return a.count and {"list"} or {"number", "list"} end,
  source = function() return {"name", "tensor"} end,
}

local function add_attribute(list, op, a)
  for _, form in ipairs(FORMS[a.type] and FORMS[a.type](a) or {"given"}) do list[#list + 1] = op .. "." .. a.name .. "=" .. form end
  if not a.required and not FORMS[a.type] then list[#list + 1] = op .. "." .. a.name .. "=absent" end
end

--- All that the operators offer: a sorted list of words.
function facts.offered(ops)
  local list = {}
  for name, op in pairs(ops) do
    list[#list + 1] = name
    for _, a in ipairs(op.attributes or {}) do add_attribute(list, name, a) end
    for convention in pairs(op.conventions or {}) do list[#list + 1] = name .. " of " .. convention end
    for i, result in ipairs(op.results) do
      if i > 1 then list[#list + 1] = name .. "'s " .. result end
    end
  end
  table.sort(list)
  return list
end

-- ---- What is drawn --------------------------------------------------------------------------------------

-- The form of a value that was drawn for an attribute.
local function form_of(a, value)
  if a.type == "boolean" or a.type == "choice" or a.type == "axis" then return tostring(value) end
  if a.type == "source" then return tostring(value):find "^{" and "tensor" or "name" end
  if not FORMS[a.type] then return "given" end
  if type(value) == "table" then return "list" end
  return tonumber(value) and "number" or tostring(value)
end

local function note_attributes(seen, layer, op)
  local given = {}
  for _, attr in ipairs(layer.attrs) do given[attr[1]] = attr[2] end
  for _, a in ipairs(op.attributes or {}) do
    local value = given[a.name]
    local form = value == nil and "absent" or form_of(a, value)
    seen[layer.op .. "." .. a.name .. "=" .. form] = true
  end
end

-- Results beside the first that somebody reads: `l3.h_n`.
local function note_results(seen, model)
  local op_of = {}
  for _, layer in ipairs(model.layers) do op_of[layer.name] = layer.op end
  local function note(name)
    local layer, result = tostring(name):match "^(%w+)%.([%w_]+)$"
    if layer and op_of[layer] then seen[op_of[layer] .. "'s " .. result] = true end
  end
  for _, layer in ipairs(model.layers) do
    for _, name in ipairs(layer.from) do note(name) end
  end
  for _, y in ipairs(model.outputs) do note(y.from) end
end

local function note_storage(seen, model, layer)
  local how = layer.store
  seen[layer.op .. " of " .. how.convention] = true
  seen[how.inline and "weights: in the spec" or "weights: " .. model.container .. " of " .. how.dtype] = true
  seen["weights: " .. (how.renamed and "tensors" or how.prefix and "prefix" or "layer's name")] = true
end

local function note_calls(seen, model)
  seen["mode: " .. model.mode] = true
  seen["T: " .. (model.variable and "variable" or model.chunk == "any" and "any chunk" or "fixed")] = true
  seen["options: " .. model.options] = true
  if model.bad_id then seen["ids: refused"] = true end
  seen[#model.bad_lengths > 0 and "lengths: refused" or "lengths: all"] = true
  for _, x in ipairs(model.inputs) do
    seen["input: " .. x.layout] = true
    seen["input: " .. x.dtype] = true
    if model.variable and x.fixed then seen["input: fixed beside variable"] = true end
  end
  for _, y in ipairs(model.outputs) do
    seen["output: " .. y.layout] = true
    seen["output: " .. model:find(y.from).dtype] = true
  end
end

--- Adds what a model makes use of to the set `seen`.
function facts.note(seen, model, ops)
  for _, layer in ipairs(model.layers) do
    seen[layer.op] = true
    note_attributes(seen, layer, ops[layer.op])
    if layer.store then note_storage(seen, model, layer) end
  end
  note_results(seen, model)
  note_calls(seen, model)
end

return facts
