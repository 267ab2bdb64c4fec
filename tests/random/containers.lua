--- containers: files of weights: a folder of .npy, .npz, .safetensors; elements f64, f32, f16, bf16.
--
-- Sources  numpy.lib.format (version 1); the zip format's APPNOTE 6.3 (stored members);
--          https://github.com/huggingface/safetensors#format
-- A file holds {name, array (see arrays.lua), dtype}.  `containers.rounded` gives the float that a stored number is read as.

local arrays = require "arrays"

local containers = {}

-- ---- Elements --------------------------------------------------------------------------------------------

local function bits_of(v)
  return (string.unpack("<I4", string.pack("<f", v)))
end

-- The upper 10 or 7 bits of a float's fraction are all that a half or bfloat has; halves begin at 2^-14.
local function cut(v, dtype)
  if dtype == "f16" and math.abs(v) < 2.0 ^ -14 then return 0.0 end
  local lost = dtype == "f16" and 13 or 16
  return (string.unpack("<f", string.pack("<I4", bits_of(v) >> lost << lost)))
end

--- The float that v becomes where it is stored as dtype.
function containers.rounded(v, dtype)
  if dtype == "f16" or dtype == "bf16" then return cut(v, dtype) end
  return (string.unpack("<f", string.pack("<f", v)))
end

local function half(v)
  local bits = bits_of(cut(v, "f16"))
  if bits & 0x7fffffff == 0 then return bits >> 16 end
  return bits >> 16 & 0x8000 | (bits >> 23 & 0xff) - 112 << 10 | bits >> 13 & 0x3ff
end

local PACKED = {
  f64 = function(v, order) return string.pack(order .. "d", v) end,
  f32 = function(v, order) return string.pack(order .. "f", v) end,
  f16 = function(v, order) return string.pack(order .. "I2", half(v)) end,
  bf16 = function(v, order) return string.pack(order .. "I2", bits_of(cut(v, "bf16")) >> 16) end,
  i32 = function(v, order) return string.pack(order .. "i4", v) end,
}

local function bytes_of(array, dtype, order)
  local parts, pack = {}, PACKED[dtype]
  for i, v in ipairs(array) do parts[i] = pack(v, order) end
  return table.concat(parts)
end

-- ---- Files -------------------------------------------------------------------------------------------------

local DESCR = {f64 = "f8", f32 = "f4", f16 = "f2", i32 = "i4"}

--- The bytes of a .npy file.  order: "<" or ">"; fortran: the first axis is the fastest.
function containers.npy(array, dtype, order, fortran)
  local sizes = table.concat(array.shape, ", ") .. (#array.shape == 1 and "," or "")
  local header = string.format("{'descr': '%s%s', 'fortran_order': %s, 'shape': (%s), }", order, DESCR[dtype], fortran and "True" or "False", sizes)
  header = header .. string.rep(" ", 63 - (10 + #header) % 64) .. "\n"
  if fortran then
    local backwards = {}
    for k = 1, #array.shape do backwards[k] = #array.shape + 1 - k end
    array = arrays.permute(array, backwards)
  end
  return "\x93NUMPY\1\0" .. string.pack("<s2", header) .. bytes_of(array, dtype, order)
end

function containers.write(path, bytes)
  local file <close> = assert(io.open(path, "wb"))
  file:write(bytes)
end

local function npy_of(t)
  return containers.npy(t.array, t.dtype, t.order, t.fortran)
end

local function folder(path, tensors)
  os.execute(string.format("mkdir -p '%s'", path))
  for _, t in ipairs(tensors) do containers.write(path .. "/" .. t.name .. ".npy", npy_of(t)) end
end

local function crc32(bytes)
  local crc = 0xffffffff
  for i = 1, #bytes do
    crc = crc ~ bytes:byte(i)
    for _ = 1, 8 do crc = crc & 1 == 1 and crc >> 1 ~ 0xedb88320 or crc >> 1 end
  end
  return crc ~ 0xffffffff
end

local function npz(path, tensors)
  local members, directory, at = {}, {}, 0
  for i, t in ipairs(tensors) do
    local data, name = npy_of(t), t.name .. ".npy"
    local common = string.pack("<I2I2I2I2I2I4I4I4I2I2", 20, 0, 0, 0, 33, crc32(data), #data, #data, #name, 0)
    members[i] = "PK\3\4" .. common .. name .. data
    directory[i] = "PK\1\2" .. string.pack("<I2", 20) .. common .. string.pack("<I2I2I2I4I4", 0, 0, 0, 0, at) .. name
    at = at + #members[i]
  end
  local list = table.concat(directory)
  containers.write(path, table.concat(members) .. list .. "PK\5\6" .. string.pack("<I2I2I2I2I4I4I2", 0, 0, #tensors, #tensors, #list, at, 0))
end

local function safetensors(path, tensors)
  local entries, data, at = {}, {}, 0
  for i, t in ipairs(tensors) do
    data[i] = bytes_of(t.array, t.dtype, "<")
    entries[i] = string.format('"%s":{"dtype":"%s","shape":[%s],"data_offsets":[%d,%d]}', t.name, t.dtype:upper(),
      table.concat(t.array.shape, ","), at, at + #data[i])
    at = at + #data[i]
  end
  local header = "{" .. table.concat(entries, ",") .. "}"
  header = header .. string.rep(" ", -#header % 8)
  containers.write(path, string.pack("<s8", header) .. table.concat(data))
end

--- kind → {the file's name, the types it can hold, write(path, list of tensors)}
containers.kinds = {
  folder = {name = "weights", dtypes = {"f32", "f64", "f16"}, write = folder},
  npz = {name = "weights.npz", dtypes = {"f32", "f64", "f16"}, write = npz},
  safetensors = {name = "weights.safetensors", dtypes = {"f32", "f64", "f16", "bf16"}, write = safetensors},
}

return containers
