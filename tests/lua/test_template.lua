-- Templates: C with Lua between.

local template = require "seqgen.template"

local tests = {}

local function fill(source, env)
  return template.fill("t.tpl", source, env or {})
end

local function message_of(source, env)
  local ok, message = pcall(fill, source, env)
  assert(not ok, "no error")
  return message
end

function tests.values_and_lua_lines()
  local text = fill("% for i = 1, 2 do\nx[${i}] = ${name};\n% end\n", {name = "a"})
  assert(text == "x[1] = a;\nx[2] = a;\n", text)
end

function tests.comments_are_left_out_and_count_as_lines()
  assert(fill("%# note\nint a;\n") == "int a;\n")
  assert(message_of("%# note\n${missing}\n"):find("t.tpl:2:", 1, true))
end

function tests.several_lines_take_the_indentation_of_their_place()
  assert(fill("    ${text}\n", {text = "a;\nb;"}) == "    a;\n    b;\n")
end

function tests.braces_inside_a_value()
  assert(fill("${({1, 2})[2]}\n") == "2\n")
end

function tests.numbers_keep_their_kind()
  assert(fill("${n} ${f}\n", {n = 3, f = 0.5}) == "3 0.5\n")
end

function tests.broken_lua_names_the_templates_line()
  assert(message_of("a\n% if x\nb\n"):find("t.tpl:", 1, true))
end

function tests.a_value_without_its_closing_brace_is_an_error()
  assert(message_of("a\n  x = ${f(\"{\")};\n"):find("t.tpl:2: a '${' has no '}'", 1, true))
end

return tests
