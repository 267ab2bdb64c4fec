--- Numbers in the spec itself: nested lists have one shape, and every number is finite.

local diag = require "seqgen.diag"
local inline = require "seqgen.inline"
local place = require "seqgen.place"
local yaml = require "yaml"

local function numbers(text)
  local d = diag.new()
  local shape, flat = inline.numbers(yaml.parse(text, "m.yaml"), place.new(d, "weights"))
  return shape, flat, d:text()
end

local function expect(text, shape, flat)
  local found_shape, found, errors = numbers(text)
  assert(found_shape, errors)
  assert(table.concat(found_shape, ",") == shape, table.concat(found_shape, ","))
  assert(table.concat(found, ",") == flat, table.concat(found, ","))
end

local function refuses(text, words)
  local shape, _, errors = numbers(text)
  assert(not shape, text)
  assert(errors:find(words, 1, true), errors)
end

local tests = {}

function tests.nested_lists_are_read_row_by_row()
  expect("[[1, 2.5], [3, -4e-1]]", "2,2", "1.0,2.5,3.0,-0.4")
  expect("[[[1]], [[2]]]", "2,1,1", "1.0,2.0")
  expect("[0x10]", "1", "16.0")
  expect("3", "", "3.0")
end

function tests.rows_of_different_lengths_are_refused()
  refuses("[[1, 2], [3]]", "not of one shape at [2]")
  refuses("[[1, 2], 3]", "a list of 2, as the first one")
  refuses("[1, [2]]", "a list where others have a number")
  refuses("[1, []]", "not of one shape at [2]")
  refuses("[]", "a list is empty")
end

function tests.what_is_no_finite_number_is_refused_where_it_stands()
  refuses("[1, .nan]", "m.yaml:1:5: error: weights: no finite number at [2]")
  refuses("[1, .inf]", "found:    .inf")
  refuses("[1, 1e400]", "found:    1e400")
  refuses("[1, 'x']", "found:    'x'")
  refuses("[1, ~]", "found:    nothing")
end

function tests.a_seed_is_not_negative()
  local d = diag.new()
  local random = inline.read(yaml.parse("{random: 42}", "m.yaml"), place.new(d))
  assert(random.random == 42)
  inline.read(yaml.parse("{random: -1}", "m.yaml"), place.new(d))
  assert(d:text():find("an integer of at least 0", 1, true) or d:text():find("an integer from 0", 1, true), d:text())
end

return tests
