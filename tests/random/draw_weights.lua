--- draw_weights: a folder of .npy for a drawn model, so that PyTorch reads what seqgen reads.
--
-- Which tensors the layers have, and their shapes, `seqgen --dump weights` says: `name = "l1"`, then
-- `weight = <f32 [4][3]>` for each.

local dice = require "dice"
local npy_file = require "npy_file"

local draw_weights = {}

-- {name = "l1.weight", shape = {4, 3}} for each tensor.
local function tensors_of(seqgen, spec)
  local pipe <close> = assert(io.popen(string.format("'%s' --dump weights '%s' 2>/dev/null", seqgen, spec)))
  local list, layer = {}, nil
  for line in pipe:lines() do
    layer = line:match '^%s+name = "(.-)",$' or layer
    local parameter, sizes = line:match '^%s+%[?"?([%w_.]+)"?%]? = <f32 (.-)>,$'
    if parameter then
      local shape = {}
      for size in sizes:gmatch "%d+" do shape[#shape + 1] = tonumber(size) end
      list[#list + 1] = {name = layer .. "." .. parameter, shape = shape}
    end
  end
  return list
end

-- Lowest and highest value: a signal neither fades nor explodes, a scale or variance is near 1.
local function range_of(tensor)
  local fan_in = 1
  for i = 2, #tensor.shape do fan_in = fan_in * tensor.shape[i] end
  if #tensor.shape > 1 then return -math.sqrt(3 / fan_in), math.sqrt(3 / fan_in) end
  if tensor.name:find "%.weight$" or tensor.name:find "%.running_var$" then return 0.5, 1.5 end
  return -0.4, 0.4
end

--- Writes them to FOLDER/weights; returns how many there are.
function draw_weights.write(model, seqgen, folder, spec)
  local list, d = tensors_of(seqgen, spec), dice.new(model.seed)
  if #list > 0 then os.execute(string.format("mkdir -p '%s/weights'", folder)) end
  for _, tensor in ipairs(list) do
    local count, values, low, high = 1, {}, range_of(tensor)
    for _, size in ipairs(tensor.shape) do count = count * size end
    for i = 1, count do values[i] = d:number(low, high) end
    npy_file.write(string.format("%s/weights/%s.npy", folder, tensor.name), tensor.shape, values, "f")
  end
  return #list
end

return draw_weights
