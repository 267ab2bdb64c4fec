--- write_model: a drawn model as a case of tests/numeric: its spec, its inputs, and what the reference evaluator
-- makes of them.  Beside it plain.yaml, the model for the whole sequence with nothing said of how weights are stored, and
-- pytorch/, the weights under PyTorch's names, from both of which torch_oracle.py works.

local arrays = require "arrays"
local containers = require "containers"
local dice = require "dice"
local draw_weights = require "draw_weights"
local sorted_keys = require "sorted_keys"

local write_model = {}

-- ---- The spec ------------------------------------------------------------------------------------------

local function value(v)
  return type(v) == "table" and "[" .. table.concat(v, ", ") .. "]" or tostring(v)
end

-- Nested lists, of the axes from k on.
local function numbers(array, k, at)
  if k > #array.shape then return string.format("%.9g", array[at + 1]) end
  local parts, inside = {}, arrays.count {table.unpack(array.shape, k + 1)}
  for i = 0, array.shape[k] - 1 do parts[i + 1] = numbers(array, k + 1, at + i * inside) end
  return "[" .. table.concat(parts, ", ") .. "]"
end

local function mapping(map, text)
  local parts = {}
  for i, name in ipairs(sorted_keys(map)) do parts[i] = name .. ": " .. text(map[name]) end
  return "{" .. table.concat(parts, ", ") .. "}"
end

local function storage_parts(model, layer, parts)
  local how = layer.store
  if how.convention ~= model.convention then parts[#parts + 1] = "convention: " .. how.convention end
  if how.prefix then parts[#parts + 1] = "prefix: " .. how.prefix end
  if layer.inline then
    parts[#parts + 1] = "weights: " .. mapping(layer.inline, function(array) return numbers(array, 1, 0) end)
  elseif how.renamed and layer.names and next(layer.names) then
    parts[#parts + 1] = "tensors: " .. mapping(layer.names, tostring)
  end
end

local function layer_text(model, layer, stored)
  local parts = {"op: " .. layer.op, "name: " .. layer.name, "from: " .. (#layer.from == 1 and layer.from[1] or value(layer.from))}
  for _, attr in ipairs(layer.attrs) do parts[#parts + 1] = attr[1] .. ": " .. value(attr[2]) end
  if stored and layer.store then storage_parts(model, layer, parts) end
  return "  - {" .. table.concat(parts, ", ") .. "}"
end

-- T as the spec declares it.
local function declared(model, x, whole)
  if x.fixed then return x.T[1] end
  if model.variable then return "max " .. x.T[1] end
  if model.mode == "sequence" or whole then return x.T[1] end
  return model.chunk == "any" and "max " .. model.longest or model.chunk
end

local function sizes(x, T)
  local result = {}
  for axis in x.layout:gmatch "." do result[#result + 1] = axis == "T" and T or x[axis] end
  return result
end

local function weights_lines(model, stored, container)
  if not stored then return {string.format("weights: {random: %d}", model.seed)} end
  local lines = {}
  if container then lines[1] = "weights: " .. containers.kinds[model.container].name end
  if model.convention ~= "pytorch" then lines[#lines + 1] = "convention: " .. model.convention end
  return lines
end

--- The spec.  whole: of a stream, the same model for the whole sequence in one call; stored: its weights are where
-- draw_storage chose, some of them in a container where there is one; else they are seeded numbers.
function write_model.spec(model, name, whole, stored, container)
  local lines = {"seqgen: 1", "name: " .. name, table.unpack(weights_lines(model, stored, container))}
  local function line(...) lines[#lines + 1] = string.format(...) end
  if model.mode == "stream" and not whole then line "mode: stream" end
  line "inputs:"
  for _, x in ipairs(model.inputs) do
    line("  %s: {layout: %s, shape: %s%s}", x.name, x.layout, value(sizes(x, declared(model, x, whole))), x.dtype == "i32" and ", dtype: i32" or "")
  end
  line "layers:"
  for _, layer in ipairs(model.layers) do lines[#lines + 1] = layer_text(model, layer, stored) end
  line "outputs:"
  for _, y in ipairs(model.outputs) do line("  %s: {from: %s, layout: %s}", y.name, y.from, y.layout) end
  return table.concat(lines, "\n") .. "\n"
end

-- ---- The case --------------------------------------------------------------------------------------------

-- Behind the sets that have outputs may be one that is refused.
local function count_sets(model)
  return #model.sets + (model.bad_id and 1 or 0)
end

local function settings(model)
  local lines = {}
  local function line(...) lines[#lines + 1] = string.format(...) end
  for _, row in ipairs(model.chunks or {}) do line("chunks %s", table.concat(row, " ")) end
  if count_sets(model) > 1 then line("sets %d", count_sets(model)) end
  if model.bad_id then line("refuse %d  # an id outside the table", #model.sets) end
  if #model.bad_lengths > 0 then line("bad_lengths %s", table.concat(model.bad_lengths, " ")) end
  if model.own_rows then line "own_rows 1" end
  if model.options ~= "" then line("options %s", model.options) end
  if model.options == "--fast-math" then
    line "tolerance 1e-3  # approximations, fed back over steps"
  else
    line "tolerance 5e-5  # float against double through a chain of up to eight layers"
  end
  return table.concat(lines, "\n") .. "\n"
end

local function write_inputs(model, folder, set, mark)
  local d = dice.new(model.seed + set)
  for _, x in ipairs(model.inputs) do
    local array = arrays.make(sizes(x, x.T[model.sets[set] or model.sets[1]]), function()
      return x.below and d:int(0, x.below - 1) or d:number(x.low or -1.5, 1.5)
    end)
    if not model.sets[set] and model.bad_id[x.name] then array[d:int(1, #array)] = model.bad_id[x.name] end
    containers.write(string.format("%s/in_%s%s.npy", folder, x.name, mark), containers.npy(array, x.dtype, "<", false))
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
  os.execute(string.format("rm -rf '%s' && mkdir -p '%s/pytorch'", folder, folder))
  containers.write(folder .. "/plain.yaml", write_model.spec(model, name, true, false))
  local container = draw_weights.write(model, seqgen, folder)
  containers.write(folder .. "/model.yaml", write_model.spec(model, name, false, true, container))
  containers.write(folder .. "/case.txt", settings(model))
  if model.mode == "stream" then containers.write(folder .. "/whole.yaml", write_model.spec(model, name, true, true, container)) end
  for set = 1, count_sets(model) do
    local mark = count_sets(model) > 1 and "." .. set - 1 or ""
    write_inputs(model, folder, set, mark)
    if model.sets[set] and not os.execute(reference_command(model, seqgen, folder, mark)) then
      local file <close> = assert(io.open(folder .. "/reference.txt"))
      return false, file:read "a"
    end
  end
  return true
end

return write_model
