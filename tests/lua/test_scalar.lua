--- What a YAML scalar means: the core schema of YAML 1.2, and nothing of YAML 1.1.

local scalar = require "seqgen.scalar"

local function plain(text)
  return scalar.resolve({kind = "scalar", value = text, plain = true})
end

local function expect(text, kind, value)
  local found_kind, found = plain(text)
  assert(found_kind == kind, text .. " is " .. found_kind .. ", not " .. kind)
  assert(found == value and math.type(found) == math.type(value), text .. " gives " .. tostring(found))
end

local tests = {}

function tests.null_has_five_spellings()
  for _, text in ipairs {"", "~", "null", "Null", "NULL"} do expect(text, "null", nil) end
  expect("nULL", "string", "nULL")
end

function tests.booleans_are_true_and_false_alone()
  for _, text in ipairs {"true", "True", "TRUE"} do expect(text, "boolean", true) end
  for _, text in ipairs {"false", "False", "FALSE"} do expect(text, "boolean", false) end
  for _, text in ipairs {"yes", "no", "on", "off", "y", "tRUE"} do expect(text, "string", text) end
end

function tests.integers_are_decimal_octal_or_hexadecimal()
  expect("10", "integer", 10)
  expect("010", "integer", 10)
  expect("+7", "integer", 7)
  expect("-7", "integer", -7)
  expect("0o17", "integer", 15)
  expect("0x1F", "integer", 31)
  expect("9223372036854775807", "integer", math.maxinteger)
end

function tests.integers_beyond_64_bits_do_not_wrap_around()
  expect("9223372036854775808", "integer", 2.0 ^ 63)
  expect("0xFFFFFFFFFFFFFFFF", "integer", 2.0 ^ 64)
  expect("0o7777777777777777777777", "integer", 2.0 ^ 66)
end

function tests.floats_need_a_point_or_an_exponent()
  expect("1.", "float", 1.0)
  expect(".5", "float", 0.5)
  expect("-1e3", "float", -1000.0)
  expect("1.5E-2", "float", 0.015)
  expect("1e400", "float", math.huge)
  expect("-.inf", "float", -math.huge)
  local kind, value = plain(".nan")
  assert(kind == "float" and value ~= value)
end

function tests.what_only_looks_like_a_number_is_text()
  local texts = {"1_000", "0b11", "1:30", "0x", "1e", "e5", ".", "-", "inf", "nan", "-0x1F", "1.2.3", "max 4"}
  for _, text in ipairs(texts) do expect(text, "string", text) end
end

function tests.quotes_make_text()
  local kind, value = scalar.resolve({kind = "scalar", value = "10", plain = false})
  assert(kind == "string" and value == "10")
end

function tests.a_tag_decides()
  local function tagged(tag, text)
    return scalar.resolve({kind = "scalar", value = text, plain = tag ~= "str", tag = tag})
  end
  assert(select(2, tagged("str", "10")) == "10")
  assert(math.type(select(2, tagged("float", "3"))) == "float")
  assert(select(2, tagged("int", "3")) == 3)
  assert(tagged("int", "three") == "invalid")
  assert(tagged("bool", "yes") == "invalid")
end

function tests.numbers_are_written_so_that_they_read_back()
  assert(scalar.text(8.0) == "8")
  assert(scalar.text(0.1) == "0.1")
  assert(tonumber(scalar.text(1 / 3)) == 1 / 3)
  assert(tonumber(scalar.text(2.0 ^ 70)) == 2.0 ^ 70)
end

return tests
