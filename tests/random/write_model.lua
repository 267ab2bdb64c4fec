--- write_model: a drawn model as a case of tests/numeric: its spec, its inputs, and what the reference evaluator
-- makes of them.

local dice = require "dice"
local draw_weights = require "draw_weights"
local npy_file = require "npy_file"

local write_model = {}

local function value(v)
  return type(v) == "table" and "[" .. table.concat(v, ", ") .. "]" or tostring(v)
end

local function layer_text(layer)
  local parts = {"op: " .. layer.op, "name: " .. layer.name, "from: " .. (#layer.from == 1 and layer.from[1] or value(layer.from))}
  for _, attr in ipairs(layer.attrs) do parts[#parts + 1] = attr[1] .. ": " .. value(attr[2]) end
  return "  - {" .. table.concat(parts, ", ") .. "}"
end

-- T as the spec declares it.
local function declared(model, x, whole)
  if model.variable then return "max " .. x.T[1] end
  if model.mode == "sequence" or whole then return x.T[1] end
  return model.chunk == "any" and "max " .. math.max(5, x.T[1] // 2) or model.chunk
end

local function sizes(x, T)
  local result = {}
  for axis in x.layout:gmatch "." do result[#result + 1] = axis == "T" and T or x[axis] end
  return result
end

--- The spec.  whole: of a stream, the same model for the whole sequence in one call; stored: its weights are in files.
function write_model.spec(model, name, whole, stored)
  local lines = {"seqgen: 1", "name: " .. name, stored and "weights: weights" or string.format("weights: {random: %d}", model.seed)}
  local function line(...) lines[#lines + 1] = string.format(...) end
  if model.mode == "stream" and not whole then line "mode: stream" end
  line "inputs:"
  for _, x in ipairs(model.inputs) do
    line("  %s: {layout: %s, shape: %s%s}", x.name, x.layout, value(sizes(x, declared(model, x, whole))), x.below and ", dtype: i32" or "")
  end
  line "layers:"
  for _, layer in ipairs(model.layers) do line("%s", layer_text(layer)) end
  line "outputs:"
  for _, y in ipairs(model.outputs) do line("  %s: {from: %s, layout: %s}", y.name, y.from, y.layout) end
  return table.concat(lines, "\n") .. "\n"
end

local function write_text(path, text)
  local file <close> = assert(io.open(path, "w"))
  file:write(text)
end

local function settings(model)
  local lines = {"tolerance 5e-5  # float against double through a chain of up to eight layers"}
  if model.sets > 1 then table.insert(lines, 1, "sets " .. model.sets) end
  for _, row in ipairs(model.chunks or {}) do table.insert(lines, 1, "chunks " .. table.concat(row, " ")) end
  return table.concat(lines, "\n") .. "\n"
end

local function write_inputs(model, folder, set, mark)
  local d = dice.new(model.seed + set)
  for _, x in ipairs(model.inputs) do
    local shape, count, values = sizes(x, x.T[set]), 1, {}
    for _, size in ipairs(shape) do count = count * size end
    for i = 1, count do values[i] = x.below and d:int(0, x.below - 1) or d:number(-1.5, 1.5) end
    npy_file.write(string.format("%s/in_%s%s.npy", folder, x.name, mark), shape, values, x.below and "i" or "f")
  end
end

local function reference_command(model, seqgen, folder, mark)
  local spec = model.mode == "stream" and "whole" or "model"
  local parts = {string.format("'%s' run '%s/%s.yaml'", seqgen, folder, spec)}
  for _, x in ipairs(model.inputs) do parts[#parts + 1] = string.format("--input %s='%s/in_%s%s.npy'", x.name, folder, x.name, mark) end
  for _, y in ipairs(model.outputs) do parts[#parts + 1] = string.format("--output %s='%s/out_%s%s.npy'", y.name, folder, y.name, mark) end
  return table.concat(parts, " ") .. string.format(" >'%s/reference.txt' 2>&1", folder)
end

--- Writes the case; false and seqgen's message where the reference evaluator refuses the model.
function write_model.write(model, seqgen, folder, name)
  os.execute(string.format("rm -rf '%s' && mkdir -p '%s'", folder, folder))
  write_text(folder .. "/model.yaml", write_model.spec(model, name, false, false))
  if draw_weights.write(model, seqgen, folder, folder .. "/model.yaml") > 0 then
    write_text(folder .. "/model.yaml", write_model.spec(model, name, false, true))
  end
  write_text(folder .. "/case.txt", settings(model))
  if model.mode == "stream" then
    local stored = os.execute(string.format("test -d '%s/weights'", folder))
    write_text(folder .. "/whole.yaml", write_model.spec(model, name, true, stored))
  end
  for set = 1, model.sets do
    local mark = model.sets > 1 and "." .. set - 1 or ""
    write_inputs(model, folder, set, mark)
    if not os.execute(reference_command(model, seqgen, folder, mark)) then
      local file <close> = assert(io.open(folder .. "/reference.txt"))
      return false, file:read "a"
    end
  end
  return true
end

return write_model
