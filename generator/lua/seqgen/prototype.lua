--- prototype: the parameters of `NAME_run` are the spec's own names; here they are kept from clashing.
--
--   int NAME_run(NAME *m, const float *x, int x_length, float *y);
--   int NAME_y_length(int length);

local c_name = require("seqgen.c_name")

local prototype = {}

local MOST_PARAMETERS = 127      -- C99 5.2.4.1: so many parameters a function may have everywhere

local SUFFIXES = {"run", "reset", "bind", "model", "align", "inputs", "outputs", "reset_any", "run_any"}

-- What the file itself declares → what it is.
local function file_names(spec, model)
  local taken = {}
  for _, output in ipairs(spec.outputs) do
    taken[model .. "_" .. output.name .. "_length"] = "the length function of output '" .. output.name .. "'"
  end
  for _, suffix in ipairs(SUFFIXES) do
    taken[model .. "_" .. suffix] = "a function or object of the C file"
  end
  taken[model] = "the model's name"
  taken[c_name.instance(model)] = "the first parameter of `" .. model .. "_run`, the instance"
  return taken
end

-- Functions and weights of a layer begin with its name, those of the runtime with `rt`.
local function file_prefix(spec, model, name)
  if name:sub(1, #model + 1) ~= model .. "_" then return nil end
  local rest = name:sub(#model + 2) .. "_"
  if rest:find("^rt_") then return "in the runtime's part of the C file" end
  for _, layer in ipairs(spec.layers) do
    if rest:sub(1, #layer.name + 1) == layer.name .. "_" then
      return "a name that layer '" .. layer.name .. "' may take in the C file"
    end
  end
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
  local model = spec.name or "NAME"
  local list, taken = parameters(spec), file_names(spec, model)
  for _, parameter in ipairs(list) do
    local other = taken[parameter.name] or file_prefix(spec, model, parameter.name)
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
