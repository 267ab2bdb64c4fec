--- runtime: which files of runtime/ a model needs, and their text under the model's own names.
--
-- A file's first comment has a line `needs: a b` with the files it builds on.  With --fast-math a file of runtime/fast/
-- stands in for the one of its name: the same functions, cheaper and less exact.

local c_name = require "seqgen.c_name"
local embedded = require "embedded"

local runtime = {}

local function needs_of(source)
  local list = {}
  for name in (source:match("needs:([^\n*]*)") or ""):gmatch("[%w_]+") do list[#list + 1] = name end
  return list
end

-- The source without that line, which is for seqgen alone.
local function without_needs(source)
  local text, count = source:gsub("\n %* needs:[^\n*]*%*/", " */", 1)
  return count > 0 and text or (source:gsub("\n %* needs:[^\n]*", "", 1))
end

-- The names of the files in runtime/fast/, as a set.
local function fast_files()
  local set = {}
  for _, file in ipairs(embedded.list("runtime/fast")) do set[file] = true end
  return set
end

--- The sources of the files `names` (a set) and of all they need, each behind what it needs.
function runtime.collect(names, fast_math)
  local fast = fast_math and fast_files() or {}
  local sorted, done, sources = {}, {}, {}
  for name in pairs(names) do sorted[#sorted + 1] = name end
  table.sort(sorted)
  local function add(name)
    if done[name] then return end
    done[name] = true
    local source = embedded.read((fast[name .. ".c"] and "runtime/fast/" or "runtime/") .. name .. ".c")
    for _, need in ipairs(needs_of(source)) do add(need) end
    sources[#sources + 1] = without_needs(source)
  end
  for _, name in ipairs(sorted) do add(name) end
  return sources
end

--- rt_… and RT_… become the model's own names, so that many generated files go into one program.
function runtime.renamer(model)
  local lower, upper = model .. "_rt_", model:upper() .. "_RT_"
  return function(text)
    text = c_name.rename_locals(text, model)
    return (text:gsub("%f[%w_]rt_", lower):gsub("%f[%w_]RT_", upper))
  end
end

return runtime
