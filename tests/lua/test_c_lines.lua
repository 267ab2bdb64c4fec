-- Long lines of C are broken where a reader would.

local c_lines = require "seqgen.c_lines"

local tests = {}

function tests.short_lines_stay()
  local text = "    a = b;\n#define LONG " .. string.rep("x, ", 50) .. "\n"
  assert(c_lines.wrap(text) == text)
end

function tests.a_long_line_ends_behind_a_comma()
  local text = "    call(" .. string.rep("argument, ", 12) .. "last);\n"
  local lines = {}
  for line in c_lines.wrap(text):gmatch("[^\n]+") do lines[#lines + 1] = line end
  assert(#lines == 2 and #lines[1] <= 100 and lines[1]:find(",$") and lines[2]:find("^            argument, "))
end

function tests.what_an_open_parenthesis_holds_together_is_broken_as_one()
  local a, b = string.rep("a", 60), string.rep("b", 40)
  assert(c_lines.wrap("void f(int " .. a .. ", int " .. b .. ",\n       int c,\n       int d)\n{\n") ==
    "void f(int " .. a .. ",\n        int " .. b .. ", int c, int d)\n{\n")
  local short = "void f(int a,\n       int b)\n{\n"
  assert(c_lines.wrap(short) == short)
end

function tests.a_comment_behind_a_long_preprocessor_line_stands_before_it()
  local define = "#define " .. string.rep("A", 80)
  assert(c_lines.wrap(define .. " /* as many letters as fit */\n") == "/* as many letters as fit */\n" .. define .. "\n")
end

function tests.no_character_is_lost()
  local text = "  x = " .. string.rep("value + ", 40) .. "0;\n"
  assert(c_lines.wrap(text):gsub("%s", "") == text:gsub("%s", ""))
end

function tests.a_long_function_of_one_line_gets_the_usual_form()
  local name = string.rep("n", 90)
  assert(c_lines.wrap("int " .. name .. "(void) { int a = {1}; return a; } /* why */\n") ==
    "/* why */\nint " .. name .. "(void)\n{\n    int a = {1};\n    return a;\n}\n")
end

function tests.words_of_a_comment_move_to_the_next_line_of_the_paragraph()
  local long = string.rep("word ", 22)
  assert(c_lines.wrap("/* " .. long .. "end\n * more\n *\n *   list */\n") ==
    "/* " .. long:sub(1, 94) .. "\n * " .. long:sub(96) .. "end more\n *\n *   list */\n")
  assert(c_lines.wrap("    /* " .. long .. "end */") == "    /* " .. long:sub(1, 89) .. "\n     * " .. long:sub(91) .. "end */")
end

return tests
