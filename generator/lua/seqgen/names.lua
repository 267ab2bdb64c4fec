--- names: which names a model, its inputs, outputs and layers may have.
--
-- A name becomes part of C identifiers and, for inputs and outputs, a parameter of `NAME_run`.

local names = {}

names.LONGEST = 63      -- C99 5.2.4.1: so many first characters of an identifier count

local function set(text)
  local words = {}
  for word in text:gmatch("%S+") do words[word] = true end
  return words
end

-- C89 to C23 and C++98 to C++20, with the alternative tokens.
local KEYWORDS = set [[
  alignas alignof and and_eq asm atomic_cancel atomic_commit atomic_noexcept auto bitand bitor bool break case catch
  char char8_t char16_t char32_t class co_await co_return co_yield compl concept const const_cast consteval constexpr
  constinit continue decltype default delete do double dynamic_cast else enum explicit export extern false float for
  friend goto if inline int long mutable namespace new noexcept not not_eq nullptr operator or or_eq private protected
  public reflexpr register reinterpret_cast requires restrict return short signed sizeof static static_assert
  static_cast struct switch synchronized template this thread_local throw true try typedef typeid typename typeof
  typeof_unqual union unsigned using virtual void volatile wchar_t while xor xor_eq
]]

-- What <stddef.h> and <stdint.h> define beside the patterns below, what GNU dialects predefine, and macros of headers that
-- are mostly included before a model's.
local HEADER_NAMES = set [[
  NULL offsetof unreachable size_t ptrdiff_t wchar_t max_align_t nullptr_t intptr_t uintptr_t intmax_t uintmax_t
  main linux unix i386 mips sun sparc WIN32 WIN64 WINNT EOF errno stderr stdin stdout
]]
local HEADER_PATTERNS = {
  "^u?int%d+_t$", "^u?int_least%d+_t$", "^u?int_fast%d+_t$", "^U?INT[%w_]*_MAX$", "^U?INT[%w_]*_MIN$", "^U?INT%w*_C$",
  "^U?INT[%w_]*_WIDTH$", "^SIZE_M[AI][XN]$", "^PTRDIFF_M[AI][XN]$", "^SIG_ATOMIC_M[AI][XN]$", "^WCHAR_M[AI][XN]$",
  "^WINT_M[AI][XN]$",
}

local function is_header_name(name)
  if HEADER_NAMES[name] then return true end
  for _, pattern in ipairs(HEADER_PATTERNS) do
    if name:find(pattern) then return true end
  end
  return false
end

--- The text as a legal name for `role` (see names.problem), or nil where nothing legal is left of it.
function names.legal(name, role)
  local form = name:gsub("[^%w_]+", "_"):gsub("^[%d_]+", ""):gsub("_+$", ""):sub(1, names.LONGEST)
  return form ~= "" and not names.problem(form, role) and form or nil
end

--- What is wrong with a name and how to fix it; nil where nothing is.
-- role: "model" or "parameter" (an input, an output) where the name stands alone in the C file; nil where it is part
-- of a longer one.
function names.problem(name, role)
  if not name:find("^%a[%w_]*$") then
    local form = names.legal(name)
    return "a name is a letter, then letters, digits or `_`", form and "write `" .. form .. "`"
  end
  if #name > names.LONGEST then return "it is longer than " .. names.LONGEST .. " characters", "shorten it" end
  if KEYWORDS[name] then return "it is a keyword of C or C++", "write `" .. name .. "_1`" end
  if name:lower() == "seqgen" or name:lower():find("^seqgen_") then
    return "`seqgen` is the runtime's own prefix", "choose another name"
  end
  if role and is_header_name(name) then
    return "the C file's headers or compilers define it", "write `" .. name .. "_1`"
  end
  if role == "model" and (name .. "_"):lower():find("^rt_") then
    return "names of the C file's runtime begin with `rt_`", "choose another name"
  end
end

--- What a legal name is, for messages and help.
names.EXPECTED = "a letter, then letters, digits or `_`, at most " .. names.LONGEST .. ", and no keyword of C or C++"

return names
