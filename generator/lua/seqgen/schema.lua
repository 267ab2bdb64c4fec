--- schema: `seqgen schema`, the JSON Schema of a spec for editors, from the same tables that the reader uses.
--
-- Source: https://json-schema.org/draft/2020-12

local command_line = require("seqgen.command_line")
local diag = require("seqgen.diag")
local json = require("seqgen.json")
local keys = require("seqgen.keys")
local names = require("seqgen.names")
local operators = require("seqgen.operators")
local tables = require("seqgen.tables")

local schema = {}

local AXES = {"N", "T", "C", "D"}
local PADDING_WORDS = {"same", "valid", "causal"}
local NAME = {type = "string", pattern = "^[A-Za-z][A-Za-z0-9_]*$", maxLength = names.LONGEST}
local SEED = {
  type = "object", properties = {random = {type = "integer", minimum = 0}}, required = {"random"},
  additionalProperties = false,
}
local NUMBERS = {["$ref"] = "#/$defs/numbers"}

local function ref(name)
  return {["$ref"] = "#/$defs/" .. name}
end

local function bounded(kind, a)
  return {type = kind, minimum = a.min, maximum = a.max, exclusiveMinimum = a.above}
end

local function list_of(one, count)
  return {type = "array", items = one, minItems = count or 1, maxItems = count}
end

local function one_or_list(kind)
  return function(a)
    local list = list_of(bounded(kind, a), a.count)
    return a.count and list or {anyOf = {bounded(kind, a), list}}
  end
end

local TYPES = {
  integer = function(a) return bounded("integer", a) end,
  number = function(a) return bounded("number", a) end,
  boolean = function() return {type = "boolean"} end,
  string = function() return {type = "string", minLength = 1} end,
  name = function() return ref("name") end,
  choice = function(a) return {enum = a.choices} end,
  integers = one_or_list("integer"),
  numbers = one_or_list("number"),
  axis = function(a) return {enum = a.choices or AXES} end,
  axes = function(a)
    return {type = "string", pattern = "^[NTCD]+$", minLength = a.min or 1, maxLength = a.max or #AXES}
  end,
  source = function()
    local tensor = {type = "object", properties = {tensor = {type = "string"}}, required = {"tensor"}}
    return {anyOf = {{type = "string"}, tensor}}
  end,
  padding = function(a)
    local forms = {bounded("integer", {min = 0}), list_of(bounded("integer", {min = 0}), 2)}
    local words = a.choices or PADDING_WORDS
    if #words > 0 then forms[3] = {enum = words} end
    return {anyOf = forms}
  end,
}

local function map_of(value)
  return {type = "object", additionalProperties = value}
end

local function named(value)
  return {type = "object", additionalProperties = value, propertyNames = ref("name"), minProperties = 1}
end

-- What spec.lua reads itself, by the name of its form.
local FORMS = {
  version = function() return {const = keys.VERSION} end,
  weights = function() return {anyOf = {{type = "string", minLength = 1}, SEED}} end,
  params = function() return map_of({anyOf = {{type = "number"}, ref("expression")}}) end,
  inputs = function() return named(ref("input")) end,
  outputs = function() return named(ref("output")) end,
  layers = function() return list_of(ref("layer")) end,
  from = function() return {anyOf = {{type = "string"}, list_of({type = "string"})}} end,
  tensors = function() return map_of({type = "string"}) end,
  inline = function() return {anyOf = {SEED, map_of(ref("numbers"))}} end,
  shape = function()
    local longest = {type = "string", pattern = "^max +[^ ]+$"}
    local size = {anyOf = {{type = "integer", minimum = 1}, longest, ref("expression")}}
    return {type = "array", items = size, minItems = 1, maxItems = #AXES}
  end,
}

local function value_of(key)
  local value = key.type and TYPES[key.type](key) or FORMS[key.form](key)
  if key.type and key.type ~= "string" then value = {anyOf = {value, ref("expression")}} end
  value.description = key.doc
  if key.default or key.type == "boolean" then value.default = key.default end
  return value
end

-- An object of known keys.
local function object(list)
  local properties, required = {}, json.array {}
  for _, key in ipairs(list) do
    properties[key.name] = value_of(key)
    if key.required then required[#required + 1] = key.name end
  end
  return {type = "object", properties = properties, required = required, additionalProperties = false}
end

local function operator_object(op)
  local list = {table.unpack(keys.layer)}
  for _, a in ipairs(op.attributes or {}) do list[#list + 1] = a end
  local result = object(list)
  result.properties.op = {const = op.name}
  result.description = op.summary
  return result
end

-- A layer is checked against its own operator, so that an editor's complaint is about that one alone.
local function layer(ops, list)
  local cases = {}
  for i, name in ipairs(list) do
    cases[i] = {
      ["if"] = {properties = {op = {const = name}}, required = {"op"}}, ["then"] = ref("op_" .. ops[name].name),
    }
  end
  return {
    type = "object", ["if"] = {required = {"op"}},
    ["then"] = {properties = {op = {enum = list}}, allOf = cases}, ["else"] = ref("repeat"),
  }
end

--- The schema as a Lua table.
function schema.of(ops)
  local list = tables.sorted_keys(ops)
  local defs = {
    name = NAME, expression = {type = "string", pattern = "\\$\\{.*\\}"}, input = object(keys.input),
    numbers = {anyOf = {{type = "number"}, {type = "array", items = NUMBERS, minItems = 1}}},
    output = object(keys.output), layer = layer(ops, list), ["repeat"] = object(keys.block),
  }
  for _, name in ipairs(list) do defs["op_" .. name] = operator_object(ops[name]) end
  local top = object(keys.top)
  top["$schema"], top["$defs"] = "https://json-schema.org/draft/2020-12/schema", defs
  top.title = "seqgen model spec, version " .. keys.VERSION
  return top
end

--- `seqgen schema [--ops DIR]`; gives the exit status.
function schema.main(argv)
  local options, rest = command_line.parse(argv, {["--ops"] = "text"})
  if not options or #rest > 0 then
    io.stderr:write("seqgen: ", options and "schema takes no names" or rest, "\n(seqgen --help prints the usage)\n")
    return 2
  end
  local errors = diag.new()
  local ops = operators.load(options.ops, errors)
  if errors:has_errors() then
    io.stderr:write(errors:text())
    return 1
  end
  io.write(json.encode(schema.of(ops)))
  return 0
end

return schema
