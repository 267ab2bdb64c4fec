--- npy: NumPy's file of one array.
--
-- "\x93NUMPY", version (1, 2 or 3) and 0, the header's length (2 bytes; from version 2 on 4), the header: a Python
-- dictionary {'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }, then the elements.
-- Source: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
--
-- Files are the user's: what is wrong with one comes back as nil and a message that reads after "x.npy: ".

local tensor = require "tensor"

local npy = {}

local MOST_HEADER = 65536
local MOST_AXES = 6

-- dtype characters → tensor_bytes.c's names
local STORED = {
  f2 = "f16", f4 = "f32", f8 = "f64", i1 = "i8", i2 = "i16", i4 = "i32", i8 = "i64",
  u1 = "u8", u2 = "u16", u4 = "u32", u8 = "u64", b1 = "bool",
}

local function read_header(stream)
  local start = stream:size() >= 12 and stream:read(8)
  if not start or start:sub(1, 6) ~= "\x93NUMPY" then return nil, "is no .npy file" end
  local version = start:byte(7)
  if version < 1 or version > 3 then return nil, "has version " .. version .. " of the format; 1, 2 and 3 are known" end
  local format = version == 1 and "<I2" or "<I4"
  local bytes, message = stream:read(string.packsize(format))
  if not bytes then return nil, message end
  local length = string.unpack(format, bytes)
  if length > MOST_HEADER then return nil, string.format("has a header of %d bytes; at most %d are read", length, MOST_HEADER) end
  return stream:read(length)
end

local function read_type(header)
  local order, code = header:match("['\"]descr['\"]%s*:%s*['\"]([<>|=]?)(%a%d+)['\"]")
  if not code then return nil, "has a header without a plain 'descr'" end
  if not STORED[code] then
    return nil, string.format("holds elements of type '%s%s'; f2, f4, f8, i1 to i8 and u1 to u8 can be read", order, code)
  end
  return STORED[code], order == ">"
end

local function read_shape(header)
  local inside = header:match("['\"]shape['\"]%s*:%s*%(([%d%sL,]*)%)")
  if not inside then return nil, "has a header without a 'shape'" end
  local shape = {}
  for digits in inside:gmatch("%d+") do
    local size = math.tointeger(tonumber(digits))
    if not size then return nil, "has a size that no file can hold: " .. digits end
    shape[#shape + 1] = size
  end
  if #shape > MOST_AXES then return nil, string.format("has %d axes; at most %d can be read", #shape, MOST_AXES) end
  return shape
end

--- What a stream holds: {stored=, shape=, big_endian=, fortran=}; the stream then stands at the first element.
function npy.describe(stream)
  local header, message = read_header(stream)
  if not header then return nil, message end
  local stored, big_endian = read_type(header)
  if not stored then return nil, big_endian end
  local order = header:match("['\"]fortran_order['\"]%s*:%s*(%a+)")
  if order ~= "True" and order ~= "False" then return nil, "has a header without a 'fortran_order'" end
  local shape, problem = read_shape(header)
  if not shape then return nil, problem end
  return {stored = stored, shape = shape, big_endian = big_endian, fortran = order == "True"}
end

local function reversed(list)
  local result = {}
  for i = #list, 1, -1 do result[#result + 1] = list[i] end
  return result
end

local function axes_backwards(rank)
  local axes = {}
  for i = 1, rank do axes[i] = rank + 1 - i end
  return axes
end

--- The elements that `description` announces, as a tensor, and nothing behind them.
function npy.elements(stream, description)
  local shape = description.fortran and reversed(description.shape) or description.shape
  local t, message = stream:read_tensor(description.stored, shape, description.big_endian)
  if not t then return nil, message end
  local rest = stream:size() - stream:position()
  if rest > 0 then return nil, string.format("has %d bytes behind its last element", rest) end
  return description.fortran and t:permute(axes_backwards(#shape)) or t
end

--- Reads a whole file.
function npy.load(path)
  local stream <close>, message = tensor.open_file(path)
  if not stream then return nil, message end
  local description, problem = npy.describe(stream)
  if not description then return nil, problem end
  return npy.elements(stream, description)
end

local CODES = {f32 = "<f4", f64 = "<f8", i32 = "<i4"}

local function shape_text(shape)
  return "(" .. table.concat(shape, ", ") .. (#shape == 1 and "," or "") .. ")"
end

--- A tensor as the bytes of a file of version 1, row-major and little-endian.
function npy.encode(t)
  local header = string.format("{'descr': '%s', 'fortran_order': False, 'shape': %s, }", CODES[t:dtype()],
    shape_text(t:shape()))
  local padding = -(10 + #header + 1) % 64      -- so that the elements are aligned
  header = header .. (" "):rep(padding) .. "\n"
  return "\x93NUMPY\x01\x00" .. string.pack("<s2", header) .. t:raw()
end

return npy
