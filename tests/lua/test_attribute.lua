--- The types of values: what each reads, what it refuses, and how it reads in words.

local attribute = require "seqgen.attribute"
local diag = require "seqgen.diag"
local place = require "seqgen.place"
local yaml = require "yaml"

-- The value that a piece of YAML has as an attribute, and the errors as text.
local function read(a, text)
  local d = diag.new()
  local root = yaml.parse("v: " .. text, "m.yaml")
  a.name = "key"
  return attribute.read(a, root.pairs[1].value, place.new(d)), d:text()
end

local function same(found, expected)
  if type(expected) ~= "table" then return found == expected and math.type(found) == math.type(expected) end
  for key, value in pairs(expected) do
    if not same(found[key], value) then return false end
  end
  return #found == #expected
end

local function accepts(a, text, expected)
  local value, errors = read(a, text)
  assert(same(value, expected), text .. ": " .. errors)
end

local function refuses(a, text, words)
  local value, errors = read(a, text)
  assert(value == nil, text)
  assert(errors:find(words or "`key` has a wrong value", 1, true), errors)
end

local tests = {}

function tests.integers()
  local size = {type = "integer", min = 1, max = 8}
  accepts(size, "8", 8)
  accepts(size, "0x4", 4)
  for _, text in ipairs {"0", "9", "2.0", "'3'", "three", "[1]", "~", "{}", "true"} do
    refuses(size, text, "expected: an integer from 1 to 8")
  end
  accepts({type = "integer"}, "-3", -3)
  refuses(size, "[3]", "write `3`")
  refuses({type = "integer", min = 1}, "1000000000000000000", "not beyond 2147483647")
  refuses({type = "integer", min = 1}, "99999999999999999999", "99999999999999999999")
end

function tests.numbers_are_finite()
  local rate = {type = "number", min = 0, max = 1}
  accepts(rate, "0.5", 0.5)
  accepts(rate, "1", 1)
  for _, text in ipairs {".nan", ".inf", "1e400", "-0.1", "1.5", "yes"} do refuses(rate, text) end
  refuses({type = "number", above = 0}, "0", "a number above 0")
  refuses({type = "number"}, "1e400", "a number")
end

function tests.booleans_are_not_words_of_yaml_1_1()
  accepts({type = "boolean"}, "false", false)
  refuses({type = "boolean"}, "yes", "write true or false")
  refuses({type = "boolean"}, "1")
end

function tests.choices_name_the_nearest()
  local mode = {type = "choice", choices = {"zeros", "reflect"}}
  accepts(mode, "reflect", "reflect")
  refuses(mode, "reflct", "write `reflect`")
  refuses(mode, "1", "one of zeros, reflect")
end

function tests.padding_has_three_forms()
  local padding = {type = "padding"}
  accepts(padding, "2", 2)
  accepts(padding, "[1, 0]", {1, 0})
  accepts(padding, "causal", "causal")
  for _, text in ipairs {"-1", "[1]", "[1, 2, 3]", "[1, -2]", "full"} do refuses(padding, text) end
  refuses({type = "padding", choices = {}}, "same", "an integer of at least 0, [left, right]")
end

function tests.lists_hold_one_kind()
  accepts({type = "numbers"}, "[1, 2.5]", {1, 2.5})
  accepts({type = "numbers"}, "3", 3)
  refuses({type = "numbers"}, "[1, x]", "found:    'x'")
  refuses({type = "numbers"}, "[]", "an empty list")
  accepts({type = "integers", count = 2}, "[1, 2]", {1, 2})
  refuses({type = "integers", count = 2}, "1", "a list of 2, each an integer")
  refuses({type = "integers", count = 2}, "[1, 2, 3]", "a list of 3")
end

function tests.axes_have_names()
  accepts({type = "axis"}, "T", "T")
  refuses({type = "axis"}, "1", "one of N, T, C, D")
  accepts({type = "axes"}, "NCT", "NCT")
  refuses({type = "axes"}, "ntc", "write `NTC`")
  for _, text in ipairs {"NN", "NHWC", "NTCDN", "''"} do refuses({type = "axes"}, text) end
  refuses({type = "axes", min = 2}, "T", "2 to 4 of the axes")
end

function tests.a_source_is_a_name_or_a_tensor_of_the_weights()
  accepts({type = "source"}, "enc.h_n", "enc.h_n")
  accepts({type = "source"}, "{tensor: rnn.h0}", {tensor = "rnn.h0"})
  refuses({type = "source"}, "{name: h0}")
  refuses({type = "source"}, "3")
end

function tests.a_name_says_what_is_wrong_with_it()
  accepts({type = "name"}, "conv1", "conv1")
  refuses({type = "name"}, "'*/ x'", "write `x`")
  refuses({type = "name"}, "int", "keyword")
  refuses({type = "name"}, "12", "`key` has a wrong value")
end

function tests.text_is_not_empty()
  accepts({type = "string"}, "a b", "a b")
  refuses({type = "string"}, "''")
  refuses({type = "string"}, "0", 'write `"0"`')
  refuses({type = "string"}, "~", "nothing")
end

return tests
