--- .npy and .npz files: NumPy's own in every stored form (data/make_arrays.py wrote them), and hostile ones.

local container = require "seqgen.container"
local npy = require "seqgen.npy"
local tensor = require "tensor"

local ARRAYS = test_folder .. "/data/arrays/"

local tests = {}

local function expect_list(t, shape, list)
  assert(table.concat(t:shape(), " ") == table.concat(shape, " "), "shape " .. table.concat(t:shape(), " "))
  for i, value in ipairs(t:list()) do assert(value == list[i], string.format("element %d is %s, not %s", i, value, list[i])) end
end

-- A temporary file of these bytes, gone after use(path).
local function with_file(bytes, extension, use)
  local base = os.tmpname()
  local path = base .. extension
  local file = assert(io.open(path, "wb"))
  file:write(bytes)
  file:close()
  local ok, message = pcall(use, path)
  os.remove(path)
  os.remove(base)
  if not ok then error(message, 0) end
end

local function expect_refusal(words, t, message)
  assert(t == nil, "no refusal")
  assert(message:find(words, 1, true), "message: " .. tostring(message))
end

local function refused(bytes, words)
  with_file(bytes, ".npy", function(path) expect_refusal(words, npy.load(path)) end)
end

local function file_of(header, data, version)
  local format = (version or 1) == 1 and "<s2" or "<s4"
  return "\x93NUMPY" .. string.char(version or 1, 0) .. string.pack(format, header) .. (data or "")
end

local HEADER = "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }\n"

-- ---- What NumPy writes ---------------------------------------------------------------------------------------------

function tests.every_stored_type_and_byte_order_is_read()
  local dtypes = {f2 = "f32", f4 = "f32", f8 = "f64"}
  for name in ("little_f2 big_f2 little_f4 big_f4 little_f8 big_f8 i1 little_i2 big_i4 little_i4 big_i8 little_i8 " ..
    "u1 big_u2 little_u4 little_u8"):gmatch("%S+") do
    local t = assert(npy.load(ARRAYS .. name .. ".npy"))
    expect_list(t, {2, 3}, {0, 1, 2, 3, 4, 5})
    assert(t:dtype() == (dtypes[name:match("_?(%w+)$")] or "i32"), name)
  end
end

function tests.fortran_order_is_turned()
  expect_list(npy.load(ARRAYS .. "fortran.npy"), {2, 3}, {0, 1, 2, 3, 4, 5})
  local t = npy.load(ARRAYS .. "fortran_rank_3.npy")
  for i = 0, 23 do assert(t:at(i // 12, i // 4 % 3, i % 4) == i) end
end

function tests.scalars_vectors_booleans_and_later_versions_are_read()
  expect_list(npy.load(ARRAYS .. "scalar.npy"), {}, {7})
  expect_list(npy.load(ARRAYS .. "vector.npy"), {3}, {0, 1, 2})
  expect_list(npy.load(ARRAYS .. "bool.npy"), {2, 3}, {0, 0, 0, 1, 1, 1})
  expect_list(npy.load(ARRAYS .. "version_2.npy"), {2, 3}, {0, 1, 2, 3, 4, 5})
  expect_list(npy.load(ARRAYS .. "version_3.npy"), {2, 3}, {0, 1, 2, 3, 4, 5})
end

function tests.halves_become_the_same_floats()
  local t = npy.load(ARRAYS .. "half_specials.npy")
  assert(t:at(0) == 1023 * 0x1p-24, "the largest subnormal")
  assert(t:at(1) == 0x1p-24 and t:at(2) == 65504.0)
  assert(1 / t:at(3) == -math.huge and t:at(4) == math.huge and t:at(5) == -math.huge and t:at(6) ~= t:at(6))
end

function tests.what_is_written_reads_back()
  for _, t in ipairs {tensor.random(1, {2, 3}, 1), tensor.new("f64", {3}, {1e300, -0.0, 3}), tensor.new("i32", {}, {-5})} do
    local bytes = npy.encode(t)
    assert((#bytes - t:bytes_size()) % 64 == 0)
    with_file(bytes, ".npy", function(path) assert(npy.load(path):equal(t)) end)
  end
end

-- ---- What is refused -----------------------------------------------------------------------------------------------

function tests.other_element_types_are_refused()
  expect_refusal("type '<c8'", npy.load(ARRAYS .. "complex.npy"))
  expect_refusal("type '<U1'", npy.load(ARRAYS .. "text.npy"))
  refused(file_of(HEADER:gsub("'<f4'", "[('a', '<f4')]"), ("\0"):rep(12)), "plain 'descr'")
end

function tests.short_and_long_files_are_refused()
  refused("", "is no .npy file")
  refused("\x93NUMPY\1\0", "is no .npy file")
  refused(file_of(HEADER, ("\0"):rep(11)), "12 bytes more")
  refused(file_of(HEADER, ("\0"):rep(13)), "1 bytes behind its last element")
  refused("\x93NUMPY\1\0\xff\xff" .. HEADER, "65535 bytes more")
  refused("\x93NUMPY\2\0\xff\xff\xff\xff" .. HEADER, "header of 4294967295 bytes")
  refused("\x93NUMPY\9\0\0\0\0\0\0\0", "version 9")
end

function tests.absurd_shapes_are_refused_before_memory_is_asked_for()
  for _, shape in ipairs {"1000000000000000000", "4611686018427387904, 4", "0, 1000000000000000000", "65536, 65536, 65536, 65536"} do
    refused(file_of(HEADER:gsub("%(3,%)", "(" .. shape .. ")")), "more than 2 GiB")
  end
  refused(file_of(HEADER:gsub("%(3,%)", "(99999999999999999999,)")), "no file can hold")
  refused(file_of(HEADER:gsub("%(3,%)", "(1,1,1,1,1,1,1)"), "\0\0\0\0"), "has 7 axes")
  refused(file_of(HEADER:gsub("%(3,%)", "(-3,)")), "without a 'shape'")
end

function tests.integers_of_more_than_32_bits_are_refused()
  refused(file_of(HEADER:gsub("<f4", "<i8"), string.pack("<i8i8i8", 1, 1 << 31, 2)), "more than 32 bits")
end

function tests.what_is_no_file_is_refused()
  expect_refusal("it is a folder", npy.load(ARRAYS))
  expect_refusal("it is a device", npy.load("/dev/zero"))
  expect_refusal("No such file", npy.load(ARRAYS .. "nothing.npy"))
end

-- ---- Archives and folders ------------------------------------------------------------------------------------------

function tests.archives_are_read_stored_and_deflated()
  for _, name in ipairs {"stored", "deflated"} do
    local c = assert(container.open(ARRAYS .. name .. ".npz", ""))
    assert(table.concat(c.names, " ") == "conv.bias conv.weight")
    assert(c:describe("conv.bias").stored == "f64")
    expect_list(c:load("conv.weight"), {2, 3}, {0, 1, 2, 3, 4, 5})
    expect_list(c:load("conv.bias"), {2, 3}, {0, 1, 2, 3, 4, 5})
  end
end

function tests.a_folder_is_read()
  local c = assert(container.open(ARRAYS, ""))
  assert(table.concat(c:describe("vector").shape, " ") == "3")
  expect_list(c:load("vector"), {3}, {0, 1, 2})
end

function tests.damaged_archives_are_refused()
  local damaged = assert(container.open(ARRAYS .. "wrong_checksum.npz", ""))
  expect_refusal("does not match its checksum", damaged:load("conv.weight"))
  expect_refusal("gives the name 'vector' twice", container.open(ARRAYS .. "twice.npz", ""))
  expect_refusal("other than deflate", assert(container.open(ARRAYS .. "bzip2.npz", "")):load("vector"))
  expect_refusal("8000000 bytes behind its last element", assert(container.open(ARRAYS .. "bomb.npz", "")):load("vector"))
end

local function bytes_of(path)
  local file <close> = assert(io.open(path, "rb"))
  return file:read("a")
end

function tests.an_archive_cut_anywhere_gives_no_wrong_numbers()
  local whole = bytes_of(ARRAYS .. "deflated.npz")
  for length = 0, #whole - 1 do
    with_file(whole:sub(1, length), ".npz", function(path)
      local c = container.open(path, "")
      local t = c and c:load("conv.weight")
      if t then expect_list(t, {2, 3}, {0, 1, 2, 3, 4, 5}) end
      assert(length > #whole - 10 or not c, "an archive without its end is opened")
    end)
  end
end

function tests.an_archive_with_any_byte_changed_is_read_or_refused()
  local whole = bytes_of(ARRAYS .. "deflated.npz")
  for at = 1, #whole do
    local changed = whole:sub(1, at - 1) .. string.char(whole:byte(at) ~ 0xff) .. whole:sub(at + 1)
    with_file(changed, ".npz", function(path)
      local c = container.open(path, "")
      for _, name in ipairs(c and c.names or {}) do c:load(name) end
    end)
  end
end

function tests.a_path_counts_from_the_specs_folder()
  local above = "../" .. ARRAYS:match("([^/]+/)$") .. "deflated.npz"
  assert(container.open(above, ARRAYS))
  assert(container.open(ARRAYS .. "deflated.npz", "/nowhere/"))
end

function tests.other_formats_are_refused()
  expect_refusal("is a single array", container.open("x.npy", ""))
  expect_refusal("is a Python pickle", container.open("model.pt", ""))
end

return tests
