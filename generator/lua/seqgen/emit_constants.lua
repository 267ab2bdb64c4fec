--- emit_constants: the arrays of a generated file.  Each is `static const`, packed for its kernel; its type shows the
-- stored shape as a product and its comment what the axes are and where the numbers come from.
--
-- Small arrays are decimals, to be read.  Large ones are the memory of a little-endian machine as string literals,
-- which compilers take thirty times as fast and in a fifth of the memory.  With --weights blob the large ones lie in a
-- file beside model.c.

local c_literal = require "c_literal"
local c_name = require "seqgen.c_name"
local packed = require "seqgen.packed"
local tensor = require "tensor"

local emit_constants = {}

local LARGE = 16384      -- numbers; as decimals they cost a compiler a tenth of a second
local LINE = 16          -- numbers in a cache line
local FNV_START = 0xcbf29ce484222325

local PROLOGUE = [[
/* Arrays begin at a cache line where the compiler can be told so. */
#if defined(__GNUC__)
#define @ALIGNED __attribute__((aligned(64)))
#else
#define @ALIGNED
#endif

]]

local PROLOGUE_LARGE = [[
/* Large arrays stand as bytes, which compilers read faster than numbers. */
#if defined(__GNUC__)
#define @EXTENSION __extension__
#else
#define @EXTENSION
#endif

]]

local PROLOGUE_BYTES = [[
/* Large arrays, here or in a file beside this one, hold the bytes of a little-endian machine. */
#if defined(__BYTE_ORDER__) && defined(__ORDER_BIG_ENDIAN__)
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#error "the weights of this model are stored for little-endian machines"
#endif
#endif

]]

--- Whether a constant is stored as bytes; such a one may also lie in the blob.
function emit_constants.is_large(constant)
  return constant.array:count() > LARGE
end

local is_large = emit_constants.is_large

--- The C expression that templates use for a constant's first element.
function emit_constants.pointer(constant)
  return is_large(constant) and not constant.in_blob and constant.c_name .. ".f" or constant.c_name
end

local function size_text(constant)
  local parts = {}
  for i, n in ipairs(constant.dims or constant.array:shape()) do parts[i] = tostring(n) end
  return #parts > 0 and table.concat(parts, " * ") or "1"
end

-- A function that gives what `make` gives once, so that it is made when it is written.
local function later(make)
  return function()
    local result = make and make()
    make = nil
    return result
  end
end

local function large(constant, prefix, model)
  local array = constant.array
  local head = string.format("%sEXTENSION static const union { char bytes[%d]; %s f[%s]; } %s %sALIGNED = {\n", prefix,
    4 * array:count() + 1, c_name.TYPE[array:dtype()], size_text(constant), constant.c_name, prefix)
  local literal = later(function() return c_literal.bytes(packed.whole(array), 4) end)
  return c_name.rename_locals(head, model), literal, "\n};\n\n"
end

local function small(constant, prefix)
  local flat = packed.whole(constant.array)
  local text = flat:dtype() == "i32" and c_literal.integers(flat, 0) or c_literal.floats(flat, 0)
  return string.format("static const %s %s[%s] %sALIGNED = ", c_name.TYPE[flat:dtype()], constant.c_name, size_text(constant),
    prefix), text, ";\n\n"
end

-- Visits the constants that stand in the file, or those of the blob.
local function each(g, in_blob, visit)
  for _, call in ipairs(g.calls) do
    for _, constant in ipairs(call.constants) do
      if constant.in_blob == in_blob then visit(call, constant) end
    end
  end
end

--- The blob: {chunks=, bytes=, offset={constant → bytes}, checksum=integer}, nil if the model has none.
-- Each array begins at a cache line; the checksum is 64-bit FNV-1a over little-endian 32-bit words.
function emit_constants.blob(g)
  local blob = {chunks = {}, bytes = 0, offset = {}, checksum = FNV_START}
  each(g, true, function(_, constant)
    local count = constant.array:count()
    local padding = tensor.zeros("f32", {-count % LINE})
    blob.offset[constant] = blob.bytes
    for part in packed.parts(constant.array) do blob.checksum = part:hash(blob.checksum) end
    blob.checksum = padding:hash(blob.checksum)
    blob.chunks[#blob.chunks + 1], blob.chunks[#blob.chunks + 2] = packed.parts(constant.array), padding
    blob.bytes = blob.bytes + 4 * (count + padding:count())
  end)
  return blob.bytes > 0 and blob or nil
end

--- The chunks of section 3, text or functions that give it piece by piece; none if the model has no constants.
function emit_constants.chunks(g)
  local chunks, prefix, any_large = {}, g.name:upper() .. "_", false
  each(g, false, function(call, constant)
    any_large = any_large or is_large(constant)
    chunks[#chunks + 1] = string.format("/* %s: %s */\n", c_name.comment(call.node.name .. "." .. constant.name),
      c_name.comment(constant.note or ""))
    for _, piece in ipairs {(is_large(constant) and large or small)(constant, prefix, g.name)} do
      chunks[#chunks + 1] = piece
    end
  end)
  local prologue = (#chunks > 0 and PROLOGUE or "") .. (any_large and PROLOGUE_LARGE or "")
    .. ((any_large or g.blob) and PROLOGUE_BYTES or "")
  if prologue ~= "" then table.insert(chunks, 1, (prologue:gsub("@", prefix))) end
  return chunks
end

return emit_constants
