--- onnx.tensors: what an ONNX file stores: numbers as tensors, integers (shapes, axes, indices) as lists.

local tensor = require "tensor"

local tensors = {}

local MOST_INTEGERS = 1 << 20

-- data_type → how the bytes are read (tensor.decode, string.unpack) and which field holds what isn't in raw_data.
local FLOATS = {[1] = {"f32", "float_data"}, [10] = {"f16"}, [11] = {"f64", "double_data"}, [16] = {"bf16"}}
local INTEGERS = {[2] = {"<B", "int32_data"}, [3] = {"<b", "int32_data"}, [4] = {"<H", "int32_data"}, [5] = {"<h", "int32_data"},
  [6] = {"<i4", "int32_data"}, [7] = {"<i8", "int64_data"}, [9] = {"<B", "int32_data"}, [12] = {"<I4"}}

--- seqgen's type of an ONNX element type; nil for one that it lacks.
function tensors.dtype(code)
  return FLOATS[code] and "f32" or INTEGERS[code] and "i32" or nil
end

local function count_of(size)
  local n = 1
  for _, s in ipairs(size) do n = n * s end
  return n
end

local function read_floats(stored, size)
  local kind = FLOATS[stored.data_type]
  if stored.raw_data then
    if #stored.raw_data ~= count_of(size) * ({f32 = 4, f16 = 2, f64 = 8, bf16 = 2})[kind[1]] then return nil, "its bytes do not fit its shape" end
    return tensor.decode(kind[1], size, stored.raw_data):to("f32")
  end
  local list = kind[2] and stored[kind[2]] or {}
  if #list ~= count_of(size) then return nil, "its numbers do not fit its shape" end
  return tensor.new("f32", size, list)
end

local function read_integers(stored, size)
  local kind, list = INTEGERS[stored.data_type], {}
  if count_of(size) > MOST_INTEGERS then return nil, "so many integers are no shape and no index" end
  if not stored.raw_data then
    list = kind[2] and stored[kind[2]] or {}
  else
    for at = 1, #stored.raw_data - string.packsize(kind[1]) + 1, string.packsize(kind[1]) do
      list[#list + 1] = string.unpack(kind[1], stored.raw_data, at)
    end
  end
  if #list ~= count_of(size) then return nil, "its numbers do not fit its shape" end
  return list
end

--- {size, tensor=} or {size, ints=list} of a TensorProto; nil and what is wrong with it.
function tensors.read(stored)
  local size = {table.unpack(stored.dims)}
  for _, s in ipairs(size) do
    if s < 0 or s > 1 << 31 then return nil, "its shape is impossible" end
  end
  if stored.data_location == 1 then return nil, "its numbers are in another file", "save the model as one file" end
  local read = FLOATS[stored.data_type] and read_floats or INTEGERS[stored.data_type] and read_integers
  if not read then return nil, "its element type " .. tostring(stored.data_type) .. " is neither a float nor an integer" end
  local data, problem = read(stored, size)
  if not data then return nil, problem end
  return read == read_floats and {size = size, tensor = data} or {size = size, ints = data}
end

return tensors
