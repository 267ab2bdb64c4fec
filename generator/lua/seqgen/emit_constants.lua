--- emit_constants: the arrays of a generated file.  Each is `static const`, packed for its kernel; its type shows the
-- stored shape as a product and its comment what the axes are and where the numbers come from.

local c_literal = require "c_literal"
local c_name = require "seqgen.c_name"

local emit_constants = {}

local C_TYPE = {f32 = "float", i32 = "int32_t"}

local PROLOGUE = [[
#if defined(__GNUC__)
#define @ALIGNED __attribute__((aligned(64)))
#else
#define @ALIGNED
#endif
]]

local function upper_prefix(g)
  return g.name:upper() .. "_"
end

local function declaration(constant, g)
  local dims = constant.dims or constant.array:shape()
  local parts = {}
  for i, n in ipairs(dims) do parts[i] = tostring(n) end
  local size = #parts > 0 and table.concat(parts, " * ") or "1"
  return string.format("static const %s %s[%s] %sALIGNED = ", C_TYPE[constant.array:dtype()], constant.c_name, size,
    upper_prefix(g))
end

--- The prologue and the list of chunks.
function emit_constants.text(g)
  local chunks = {}
  for _, call in ipairs(g.calls) do
    for _, constant in ipairs(call.constants) do
      local flat = constant.array:reshape {constant.array:count()}
      chunks[#chunks + 1] = string.format("/* %s: %s */\n%s%s;\n", c_name.comment(call.node.name .. "." .. constant.name),
        c_name.comment(constant.note or ""), declaration(constant, g), c_literal.floats(flat, 4))
    end
  end
  return (PROLOGUE:gsub("@", upper_prefix(g))), chunks
end

return emit_constants
