--- prototype: the parameters of `NAME_run` are the spec's own names; here they are kept from clashing.
--
--   int NAME_run(NAME *m, const float *x, int x_length, float *y);
--   int NAME_y_length(int length);

local c_name = require("seqgen.c_name")
local file_names = require("seqgen.file_names")

local prototype = {}

local MOST_PARAMETERS = 127      -- C99 5.2.4.1: so many parameters a function may have everywhere

-- What the file itself declares → what it is.
local function taken_names(spec)
  local taken = file_names.of(spec)
  taken[c_name.instance(spec.name)] = "the first parameter of `" .. spec.name .. "_run`, the instance"
  return taken
end

-- Names of the runtime begin so.
local function is_runtime(name, model)
  local behind = name:sub(1, #model + 1):upper() == model:upper() .. "_" and name:sub(#model + 2)
  return behind and behind:find("^[Rr][Tt]_") and "in the runtime's part of the C file"
end

-- The parameters in their order, {name=, thing=, what=} each.
local function parameters(spec)
  local list = {}
  for _, input in ipairs(spec.inputs) do
    local what = "input '" .. input.name .. "'"
    list[#list + 1] = {name = input.name, thing = input, what = what}
    if input.variable then
      list[#list + 1] = {name = input.name .. "_length", thing = input, what = "the length of " .. what}
    end
  end
  for _, output in ipairs(spec.outputs) do
    list[#list + 1] = {name = output.name, thing = output, what = "output '" .. output.name .. "'"}
  end
  return list
end

local function clash(parameter, other, at)
  at:error(parameter.thing, {
    message = parameter.what .. " clashes in the C prototype", found = "'" .. parameter.name .. "' is also " .. other,
    expected = "a name of its own for each input, each variable length (`NAME_length`) and each output",
    fix = "rename one of them",
  })
end

--- Reports parameters that clash with each other or with the file's own names, and too many of them.
function prototype.check(spec, root, at)
  spec = setmetatable({name = spec.name or "NAME"}, {__index = spec})
  local list, taken = parameters(spec), taken_names(spec)
  for _, parameter in ipairs(list) do
    local other = taken[parameter.name] or is_runtime(parameter.name, spec.name)
    if other then
      clash(parameter, other, at)
    else
      taken[parameter.name] = parameter.what
    end
  end
  if 1 + #list > MOST_PARAMETERS then
    at:error(root, {
      message = "too many inputs and outputs", found = "a function of " .. 1 + #list .. " parameters",
      expected = "at most " .. MOST_PARAMETERS .. ", which every C99 compiler takes",
      fix = "join inputs, or split the model",
    })
  end
end

return prototype
