--- prototype: the parameters of `NAME_run` are the spec's own names; here they are kept from clashing.
--
--   int NAME_run(NAME *m, const float *x, int x_length, float *y);
--   int NAME_y_length(int length);

local prototype = {}

local MOST_PARAMETERS = 127      -- C99 5.2.4.1: so many parameters a function may have everywhere

-- What the file itself declares → what it is.
local function file_names(spec, model)
  local taken = {}
  for _, output in ipairs(spec.outputs) do
    taken[model .. "_" .. output.name .. "_length"] = "the length function of output '" .. output.name .. "'"
  end
  for _, suffix in ipairs {"run", "reset", "model"} do
    taken[model .. "_" .. suffix] = "a function or object of the C file"
  end
  taken[model] = "the model's name"
  taken.m = "the first parameter of `" .. model .. "_run`, the instance"
  return taken
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
  local list, taken = parameters(spec), file_names(spec, spec.name or "NAME")
  for _, parameter in ipairs(list) do
    if taken[parameter.name] then
      clash(parameter, taken[parameter.name], at)
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
