--- file_names: what a generated file declares beside its layers.  No parameter may be called so, and layers take other names.

local file_names = {}

local FUNCTIONS = {"run", "reset", "bind", "model", "align", "inputs", "outputs", "reset_any", "run_any", "keep", "take_back"}
local CONSTANTS = {"DELAY", "RECEPTIVE_FIELD", "ALIGNED", "EXTENSION"}

local function add_sizes(list, port, upper)
  for axis in (port.layout or ""):gmatch(".") do
    list[upper .. port.name:upper() .. "_" .. axis] = "the size " .. axis .. " of '" .. port.name .. "'"
  end
end

--- C name → what it is.  model: a spec or a graph, {name, inputs, outputs}.
function file_names.of(model)
  local prefix, upper = model.name .. "_", model.name:upper() .. "_"
  local list = {[model.name] = "the model's name"}
  for _, suffix in ipairs(FUNCTIONS) do list[prefix .. suffix] = "a function or object of the C file" end
  for _, suffix in ipairs(CONSTANTS) do list[upper .. suffix] = "a constant of the C file" end
  for _, input in ipairs(model.inputs) do add_sizes(list, input, upper) end
  for _, output in ipairs(model.outputs) do
    add_sizes(list, output, upper)
    list[prefix .. output.name .. "_length"] = "the length function of output '" .. output.name .. "'"
  end
  return list
end

--- What may stand behind the model's name in no name of a layer's: a list, for c_name.unique.
function file_names.behind_prefix(model)
  local list, prefix = {}, model.name .. "_"
  local function add(name)
    if name:sub(1, #prefix) == prefix then list[#list + 1] = name:sub(#prefix + 1) end
  end
  for name in pairs(file_names.of(model)) do add(name) end
  for _, input in ipairs(model.inputs) do
    add(input.name)
    add(input.name .. "_length")
  end
  for _, output in ipairs(model.outputs) do add(output.name) end
  return list
end

return file_names
