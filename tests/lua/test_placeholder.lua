--- `${…}`: what an expression may hold, what it gives, and that it can't do harm.

local placeholder = require "seqgen.placeholder"
local place = require "seqgen.place"

local function value(text, values)
  local result, problem = placeholder.evaluate(text, values or {})
  assert(result ~= nil, problem)
  return result
end

local function refused(text, words, values)
  local result, problem = placeholder.evaluate(text, values or {})
  assert(result == nil, text .. " gives " .. tostring(result))
  assert(problem:find(words, 1, true), problem)
end

local function scalar_node(text)
  return {kind = "scalar", value = text, plain = false, mark = {file = "m.yaml", line = 1, column = 1}}
end

local function expand(node, values)
  local errors = {}
  local at = place.new({errors = errors, error = function(_, e) errors[#errors + 1] = e end})
  return placeholder.expander():expand(node, values or {}, at), errors
end

local tests = {}

function tests.expressions_are_lua_over_params_and_math()
  assert(value("2^i", {i = 3}) == 8)
  assert(value("channels // 2 + 1", {channels = 16}) == 9)
  assert(value("floor(7 / 2)") == 3)
  assert(value("math.max(1, n)", {n = 5}) == 5)
  assert(value("0x10 + 1e1 + .5") == 26.5)
  assert(value("i > 0", {i = 0}) == false)
  assert(value("i > 0 and 'tanh' or 'relu'", {i = 1}) == "tanh")
end

function tests.two_minus_signs_are_no_comment()
  assert(value("1--2") == 3)
end

function tests.an_unknown_name_gives_the_nearest_param()
  refused("chanels", "did you mean 'channels'?", {channels = 1})
  refused("os", "'os' is no param")
  refused("math.random", "'math.random' is no param")
  refused("_ENV", "'_ENV' is no param")
  refused("load", "'load' is no param")
end

function tests.loops_functions_tables_and_methods_are_not_in_the_language()
  refused("(function() while true do end end)()", "'function' is no param")
  refused("('x'):rep(1e9)", "':' can't stand in an expression")
  refused("'x' .. 'x'", "'.' can't stand in an expression")
  refused("{}", "'{' can't stand in an expression")
  refused("#'x'", "'#' can't stand in an expression")
  refused("'\\65'", "can't stand in an expression")
  refused("[[x]]", "'[' can't stand in an expression")
  refused("1; 2", "';' can't stand in an expression")
end

function tests.what_lua_refuses_is_refused_in_its_words()
  refused("1 +", "unexpected symbol near its end")
  refused("1 2", "its end expected near '2'")
  refused("1 // 0", "divide by zero")
  refused("'a' < 1", "attempt to compare")
  refused("3(4)", "its end expected near '('")
end

function tests.no_value_and_no_finite_number_is_refused()
  refused("", "empty")
  refused("1 / 0", "gives infinity")
  refused("0 / 0", "gives NaN")
  refused("sqrt", "no value")
  refused(("1+"):rep(600) .. "1", "longer than 1000")
  refused(("("):rep(300) .. "1" .. (")"):rep(300), "")
end

function tests.a_lone_placeholder_keeps_its_type()
  local node = expand(scalar_node("${2^i}"), {i = 3})
  assert(node.value == "8" and node.plain == true)
  node = expand(scalar_node("${i > 0 and 'tanh' or 'relu'}"), {i = 0})
  assert(node.value == "relu" and node.plain == false)
end

function tests.placeholders_in_text_are_put_in()
  local node = expand(scalar_node("enc${i}.dil${2*i}.w"), {i = 2})
  assert(node.value == "enc2.dil4.w" and node.plain == false)
end

function tests.nodes_without_placeholders_are_the_same_nodes()
  local kept = scalar_node("a")
  local list = {kind = "sequence", kept, scalar_node("${i}"), mark = kept.mark}
  local result = expand(list, {i = 1})
  assert(result ~= list and result[1] == kept and list[2].value == "${i}")
  local same = {kind = "sequence", kept, mark = kept.mark}
  assert(expand(same, {}) == same)
end

function tests.an_error_names_the_expression_and_breaks_the_value_only()
  local node, errors = expand(scalar_node("${nope}"))
  assert(node.kind == "broken" and #errors == 1)
  assert(errors[1].message:find("${nope}", 1, true))
  node, errors = expand(scalar_node("${1"))
  assert(node.kind == "broken" and errors[1].message:find("closing brace", 1, true))
end

function tests.a_huge_list_of_placeholders_is_refused_once()
  local list = {kind = "sequence", mark = scalar_node("").mark}
  for i = 1, 1000 do list[i] = scalar_node("${i}") end
  local expander, count = placeholder.expander(), 0
  local at = place.new({error = function() count = count + 1 end})
  for i = 1, 600 do expander:expand(list, {i = i}, at) end
  assert(count == 1)
end

return tests
