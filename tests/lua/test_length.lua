-- Lengths: how a variable T follows from the caller's length.

local length = require "seqgen.length"

local tests = {}

local function conv(l, padding, kernel, stride)
  return l:add(padding - kernel):div(stride):add(1)
end

function tests.a_convolution_of_the_callers_length()
  local l = conv(length.caller(), 2, 5, 2)
  assert(l:eval(7) == 3 and l:eval(8) == 3 and l:eval(9) == 4)
  assert(l:c_text("n") == "((n - 3) / 2 + 1)", l:c_text("n"))
end

function tests.too_short_is_nil()
  assert(conv(length.caller(), 0, 5, 2):eval(4) == nil)
end

function tests.additions_join_and_cancel()
  local l = length.caller():add(2):add(-2)
  assert(l.op == "caller")
end

function tests.equal_compares_values_not_forms()
  local a = length.caller():mul(2):div(2)
  assert(length.equal(a, length.caller(), 100, 1))
  assert(not length.equal(length.caller():div(2), length.caller(), 100, 1))
  assert(not length.equal(length.caller(), nil, 100, 1))
end

function tests.equal_looks_at_all_lengths_that_a_call_may_have()
  local a, b = conv(length.caller(), 3, 8, 8), conv(length.caller(), 2, 8, 8)
  assert(a:eval(24) == b:eval(24) and not length.equal(a, b, 24, 1))
  assert(length.equal(a, b, 24, 8) and length.equal(a, b, 31, 8))
  assert(length.equal(length.caller():div(2):mul(2), length.caller(), 11, 2))
end

function tests.sums_of_two_lengths()
  local l = length.caller():plus(length.caller():add(3))
  assert(l:eval(5) == 13)
  assert(l:c_text("n") == "(n + (n + 3))")
end

return tests
