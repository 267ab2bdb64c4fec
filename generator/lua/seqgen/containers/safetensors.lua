--- safetensors: a container of named tensors.
--
-- 8 bytes: length of the header; the header: JSON, {"name": {"dtype": "F32", "shape": [2, 3], "data_offsets":
-- [begin, end]}, ..., "__metadata__": {...}}; then the data, which the tensors cover without hole or overlap, row-major
-- and little-endian.
-- Source: https://github.com/huggingface/safetensors, section "Format" of its README

local tensor = require "tensor"
local yaml = require "yaml"

local safetensors = {}
safetensors.__index = safetensors

local MOST_HEADER = 16 << 20

-- dtype → bytes of an element, and tensor_bytes.c's name where it can be read.
local DTYPES = {
  F64 = {8, "f64"}, F32 = {4, "f32"}, F16 = {2, "f16"}, BF16 = {2, "bf16"},
  I64 = {8, "i64"}, I32 = {4, "i32"}, I16 = {2, "i16"}, I8 = {1, "i8"},
  U64 = {8, "u64"}, U32 = {4, "u32"}, U16 = {2, "u16"}, U8 = {1, "u8"}, BOOL = {1, "bool"},
  F8_E4M3 = {1}, F8_E5M2 = {1}, F8_E8M0 = {1}, C64 = {8},
}

local function integer(node)
  local digits = node and node.kind == "scalar" and node.plain and node.value:match("^%d+$")
  return digits and math.tointeger(tonumber(digits))
end

local function integers(node)
  local list = {}
  if not node or node.kind ~= "sequence" then return nil end
  for i, item in ipairs(node) do
    list[i] = integer(item)
    if not list[i] then return nil end
  end
  return list
end

-- Elements of a shape, or nil where there would be more than `most`.
local function count_of(shape, most)
  local count = 1
  for _, size in ipairs(shape) do
    if size == 0 then return 0 end
    if count > most // size then return nil end
    count = count * size
  end
  return count
end

local KEYS = {dtype = true, shape = true, data_offsets = true}

local function fields_of(node)
  local fields = {}
  if node.kind ~= "mapping" then return nil, "is no object" end
  for _, pair in ipairs(node.pairs) do
    local key = pair.key.value or "?"
    if not KEYS[key] then return nil, "has the unknown key '" .. key .. "'" end
    fields[key] = pair.value
  end
  return fields
end

-- An entry of the header as {stored=, shape=, first=, last=}; offsets count from the data's first byte.
local function read_entry(node, data_size)
  local fields, problem = fields_of(node)
  if not fields then return nil, problem end
  local dtype = fields.dtype and fields.dtype.value
  local shape, offsets = integers(fields.shape), integers(fields.data_offsets)
  if not DTYPES[dtype] then return nil, string.format("has the unknown dtype '%s'", tostring(dtype)) end
  if not shape then return nil, "has no `shape` of whole numbers" end
  if not offsets or #offsets ~= 2 then return nil, "has no `data_offsets` of two whole numbers" end
  local first, last = offsets[1], offsets[2]
  if first > last or last > data_size then
    return nil, string.format("lies at bytes %d to %d of %d", first, last, data_size)
  end
  local size, stored = table.unpack(DTYPES[dtype])
  local count = count_of(shape, data_size)
  if not count or count * size ~= last - first then
    return nil, string.format("of shape [%s] and dtype %s takes %d bytes", table.concat(shape, ", "), dtype, last - first)
  end
  return {stored = stored or dtype, shape = shape, first = first, last = last}
end

local function read_entries(root, data_size)
  local entries = {}
  for _, pair in ipairs(root.pairs) do
    local name = pair.key.value
    if not name then return nil, "has a key that is no text" end
    if name ~= "__metadata__" then
      local entry, problem = read_entry(pair.value, data_size)
      if not entry then return nil, string.format("tensor '%s' %s", name, problem) end
      entries[name] = entry
    end
  end
  return entries
end

-- The tensors have to follow one another from the first byte of the data to its last.
local function check_cover(entries, data_size)
  local order = {}
  for name, entry in pairs(entries) do order[#order + 1] = {name = name, first = entry.first, last = entry.last} end
  table.sort(order, function(a, b)
    if a.first ~= b.first then return a.first < b.first end
    if a.last ~= b.last then return a.last < b.last end
    return a.name < b.name
  end)
  local reached, before = 0, "the header"
  for _, entry in ipairs(order) do
    if entry.first ~= reached then
      return nil, string.format("tensor '%s' begins at byte %d of the data, but %s ends at %d: %s", entry.name,
        entry.first, before, reached, entry.first < reached and "they overlap" or "there is a hole")
    end
    reached, before = entry.last, "'" .. entry.name .. "'"
  end
  if reached ~= data_size then
    return nil, string.format("the tensors take %d bytes, but the file holds %d", reached, data_size)
  end
  return true
end

local function read_header(stream, label)
  if stream:size() < 8 then return nil, string.format("has %d bytes, too few for a header", stream:size()) end
  local bytes, message = stream:read(8)
  if not bytes then return nil, message end
  local length = string.unpack("<I8", bytes)
  if length < 0 or length > stream:size() - 8 then
    return nil, string.format("says that its header has %s bytes, but %d follow", length < 0 and "over 2^63" or length,
      stream:size() - 8)
  end
  if length > MOST_HEADER then return nil, string.format("has a header of %d bytes; at most %d are read", length, MOST_HEADER) end
  local text, problem = stream:read(length)
  if not text then return nil, problem end
  if text:sub(1, 1) ~= "{" then return nil, "has a header that is no JSON object" end
  local root, errors = yaml.parse(text, label)
  if errors and errors[1] then
    local e = errors[1]
    return nil, string.format("has a header that cannot be read: column %d: %s", e.mark.column, e.message)
  end
  if root.kind ~= "mapping" then return nil, "has a header that is no JSON object" end
  return root, 8 + length
end

--- Opens a file: a container as container.lua describes it, or nil and a message.
function safetensors.open(path, label)
  local stream, message = tensor.open_file(path)
  if not stream then return nil, message end
  local root, data_start = read_header(stream, label)
  if not root then return nil, data_start end
  local entries, problem = read_entries(root, stream:size() - data_start)
  if not entries then return nil, problem end
  local covered, gap = check_cover(entries, stream:size() - data_start)
  if not covered then return nil, gap end
  return setmetatable({stream = stream, entries = entries, files = {path}, data_start = data_start}, safetensors)
end

function safetensors:describe(name)
  return self.entries[name]
end

function safetensors:load(name)
  local entry = self.entries[name]
  self.stream:seek(self.data_start + entry.first)
  return self.stream:read_tensor(entry.stored, entry.shape, false)
end

return safetensors
