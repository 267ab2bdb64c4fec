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

function tests.no_character_is_lost()
  local text = "  x = " .. string.rep("value + ", 40) .. "0;\n"
  assert(c_lines.wrap(text):gsub("%s", "") == text:gsub("%s", ""))
end

return tests
