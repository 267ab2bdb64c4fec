--- Arrays that are made part by part: what they hold, and that the parts are not kept.

local packed = require "seqgen.packed"
local tensor = require "tensor"

local tests = {}

local function numbers(...)
  return tensor.new("f32", {select("#", ...)}, {...})
end

local function giving(...)
  local list = {...}
  return function() return numbers(table.unpack(list)) end
end

local function list_of(array)
  return table.concat(packed.whole(array):list(), " ")
end

function tests.parts_follow_one_another()
  local array = packed.new(3, {giving(1, 2), giving(3)})
  assert(array:count() == 3 and array:dtype() == "f32")
  assert(list_of(array) == "1.0 2.0 3.0", list_of(array))
end

function tests.arrays_are_joined_in_order()
  local array = packed.join {packed.new(2, {giving(1), giving(2)}), packed.new(1, {giving(3)})}
  assert(array:count() == 3)
  assert(list_of(array) == "1.0 2.0 3.0", list_of(array))
end

function tests.a_tensor_is_its_own_only_part()
  local t = tensor.new("i32", {2, 1}, {7, 8})
  local parts = packed.parts(t)
  assert(parts() == t and parts() == nil)
  assert(list_of(t) == "7 8", list_of(t))
end

function tests.parts_that_were_seen_are_given_back()
  local MEGABYTE, most = 1 << 20, 0
  local makers = {}
  for i = 1, 200 do makers[i] = function() return tensor.zeros("f32", {MEGABYTE // 4}) end end
  collectgarbage()
  local before = collectgarbage("count")
  for _ in packed.parts(packed.new(50 * MEGABYTE, makers)) do most = math.max(most, collectgarbage("count") - before) end
  assert(most < 40 * 1024, most)
end

return tests
