--- .safetensors files: what is read, and that a lying header is refused with a reason.

local container = require "seqgen.container"
local tensor = require "tensor"

local tests = {}

-- Opens a temporary file of these bytes; the container, or nil and a message.
local function open(bytes)
  local base = os.tmpname()
  local path = base .. ".safetensors"
  local file = assert(io.open(path, "wb"))
  file:write(bytes)
  file:close()
  local c, message = container.open(path, "")
  os.remove(path)
  os.remove(base)
  return c, message
end

local function file_of(header, data)
  return string.pack("<s8", header) .. (data or "")
end

local function expect_refusal(words, c, message)
  assert(c == nil, "no refusal")
  assert(message:find(words, 1, true), "message: " .. tostring(message))
end

-- Two tensors: a [2] F32 and b [] F64, with one thing changed.
local A = [["a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}]]
local B = [["b":{"dtype":"F64","shape":[],"data_offsets":[8,16]}]]
local DATA = string.pack("<ffd", 1.5, -2, 3)

local function refused(words, header, data)
  expect_refusal(words, open(file_of(header, data or DATA)))
end

function tests.tensors_are_read_by_name()
  local c = assert(open(file_of("{" .. B .. ',"__metadata__":{"format":"pt"},' .. A .. "}   ", DATA)))
  assert(table.concat(c.names, " ") == "a b")
  assert(c:describe("a").stored == "f32" and c:describe("a").shape[1] == 2)
  assert(c:load("a"):equal(tensor.new("f32", {2}, {1.5, -2})))
  assert(c:load("b"):equal(tensor.new("f64", {}, {3})))
end

function tests.halves_of_both_kinds_are_exact()
  local header = '{"h":{"dtype":"F16","shape":[2],"data_offsets":[0,4]},"b":{"dtype":"BF16","shape":[2],"data_offsets":[4,8]}}'
  local c = assert(open(file_of(header, string.pack("<HHHH", 0x3555, 0x8001, 0x3eab, 0xc0a0))))
  assert(c:load("h"):equal(tensor.new("f32", {2}, {0x555p-12, -0x1p-24})))
  assert(c:load("b"):equal(tensor.new("f32", {2}, {0xabp-9, -5})))
end

function tests.names_may_hold_any_text()
  local header = '{"a\\u00e9 \\"*/":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}'
  assert(assert(open(file_of(header, "\7"))):load('aé "*/'):at(0) == 7)
end

function tests.an_empty_file_of_tensors_is_read()
  assert(#assert(open(file_of("{}"))).names == 0)
end

function tests.a_wrong_header_length_is_refused()
  expect_refusal("has 0 bytes", open(""))
  expect_refusal("has 7 bytes", open("1234567"))
  expect_refusal("says that its header has 100 bytes, but 2 follow", open(string.pack("<I8", 100) .. "{}"))
  expect_refusal("over 2^63 bytes", open(("\xff"):rep(8) .. "{}"))
  expect_refusal("at most 16777216", open(string.pack("<I8", 17 << 20) .. ("{"):rep(17 << 20)))
end

function tests.a_header_that_is_no_json_object_is_refused()
  refused("no JSON object", "[1, 2]")
  refused("no JSON object", "")
  refused("header that cannot be read", "{" .. A)
  refused("header that cannot be read", "{" .. A .. "}}")
  refused("header that cannot be read", ("{\"a\":"):rep(10000))
  refused("header that cannot be read", "{\"\xff\xfe\":1}")
  refused("header that cannot be read", '{"a":' .. ("[&a"):rep(3) .. "*a}")
end

function tests.entries_are_checked()
  refused("tensor 'a' is no object", '{"a":1}')
  refused("tensor 'a' has the unknown key 'strides'", '{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"strides":[1]}}')
  refused("tensor 'a' has the unknown dtype 'F33'", "{" .. A:gsub("F32", "F33") .. "}")
  refused("tensor 'a' has the unknown dtype 'nil'", '{"a":{"shape":[2],"data_offsets":[0,8]}}')
  refused("tensor 'a' has no `shape`", "{" .. A:gsub("%[2%]", "[-2]") .. "}")
  refused("tensor 'a' has no `shape`", "{" .. A:gsub("%[2%]", "[2.5]") .. "}")
  refused("tensor 'a' has no `shape`", "{" .. A:gsub("%[2%]", "[99999999999999999999]") .. "}")
  refused("tensor 'a' has no `data_offsets`", "{" .. A:gsub("%[0,8%]", "[0]") .. "}")
end

function tests.lying_sizes_are_refused()
  refused("tensor 'a' of shape [3] and dtype F32 takes 8 bytes", "{" .. A:gsub("%[2%]", "[3]") .. "," .. B .. "}")
  for _, shape in ipairs {"1000000000000000000", "4611686018427387904,4", "3037000500,3037000500,8"} do
    refused("tensor 'a' of shape [" .. shape:gsub(",", ", "), "{" .. A:gsub("%[2%]", "[" .. shape .. "]") .. "," .. B .. "}")
  end
  refused("tensor 'a' lies at bytes 0 to 1000000000000000000 of 16", "{" .. A:gsub("0,8", "0,1000000000000000000") .. "}")
  refused("tensor 'a' lies at bytes 8 to 0", "{" .. A:gsub("0,8", "8,0") .. "," .. B .. "}")
end

function tests.the_tensors_have_to_cover_the_data()
  refused("they overlap", "{" .. A .. "," .. B:gsub("8,16", "4,12") .. "}", DATA:sub(1, 12))
  refused("there is a hole", "{" .. A .. "," .. B:gsub("8,16", "12,20") .. "}", DATA .. "1234")
  refused("there is a hole", "{" .. B .. "}")
  refused("take 8 bytes, but the file holds 16", "{" .. A .. "}")
  refused("lies at bytes 8 to 16 of 15", "{" .. A .. "," .. B .. "}", DATA:sub(1, 15))
end

function tests.a_name_given_twice_is_refused()
  refused("duplicate key 'a'", "{" .. A .. "," .. A:gsub("0,8", "8,16") .. "}")
end

function tests.a_file_cut_or_changed_anywhere_is_read_or_refused()
  local whole = file_of("{" .. A .. "," .. B .. "}", DATA)
  for at = 1, #whole do
    expect_refusal("", open(whole:sub(1, at - 1)))
    local c = open(whole:sub(1, at - 1) .. string.char(whole:byte(at) ~ 0x55) .. whole:sub(at + 1))
    for _, name in ipairs(c and c.names or {}) do c:load(name) end
  end
end

return tests
