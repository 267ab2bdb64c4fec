--- run_mutants: each fault of mutants.lua is put into a copy of the generator, and golden cases have to see it.
--
--   lua5.4 run_mutants.lua --root DIR --seqgen FILE --runner test_numeric --work DIR [--only TEXT]
--
-- Seen is a fault whose cases differ in their numbers, write where they must not, or take what they must refuse: a
-- copy that generates nothing, or no C, shows nothing.  Exit 1 where a fault was not seen or its text is gone.

local here = arg[0]:match "^(.*)/[^/]*$" or "."
local mutants = dofile(here .. "/mutants.lua")

local options = {}
for i = 1, #arg, 2 do options[arg[i]:match "^%-%-(%a+)$" or error("a strange option " .. arg[i])] = arg[i + 1] end

local function run(format, ...)
  return os.execute(string.format(format, ...))
end

local function read(path)
  local file <close> = assert(io.open(path))
  return file:read "a"
end

local function write(path, text)
  local file <close> = assert(io.open(path, "w"))
  file:write(text)
end

-- `text` with its one `find` replaced; nil and why where there is not one.
local function mutate(text, find, put)
  local from, to = text:find(find, 1, true)
  if not from then return nil, "its text is gone" end
  if text:find(find, to + 1, true) then return nil, "its text stands there more than once" end
  return text:sub(1, from - 1) .. put .. text:sub(to + 1)
end

local SIGNS = {"values differ", "other bits", "run%(%) returned", "written", "died of a signal"}

local function is_seen(failures)
  local file <close> = io.open(failures)
  for line in file and file:lines() or function() end do
    for _, sign in ipairs(SIGNS) do
      if line:find(sign) then return true, line end
    end
  end
  return false
end

-- Runs the cases over a copy with the fault in it; true, or false and why.
local function try(mutant, folder)
  local _, file, find, put, case = table.unpack(mutant)
  run("rm -rf '%s' && mkdir -p '%s/generator'", folder, folder)
  run("cp -r '%s/generator/lua' '%s/generator' && cp -r '%s/templates' '%s/runtime' '%s'", options.root, folder, options.root, options.root,
    folder)
  local text, why = mutate(read(folder .. "/" .. file), find, put)
  if not text then return false, why end
  write(folder .. "/" .. file, text)
  write(folder .. "/seqgen", string.format("#!/bin/sh\nexec '%s' --generator-dir '%s' \"$@\"\n", options.seqgen, folder))
  run("chmod +x '%s/seqgen'", folder)
  run("'%s' --seqgen '%s/seqgen' --tests '%s/tests' --work '%s/work' --failures '%s/failures.txt' '%s' >'%s/log.txt' 2>&1",
    options.runner, folder, options.root, folder, folder, case, folder)
  local seen = is_seen(folder .. "/failures.txt")
  if not seen then return false, "no case of " .. case .. " sees it" end
  return true
end

local missed, count = 0, 0
for i, mutant in ipairs(mutants) do
  if not options.only or mutant[1]:find(options.only, 1, true) then
    count = count + 1
    local seen, why = try(mutant, string.format("%s/%d", options.work, i))
    print((seen and "seen      " or "NOT SEEN  ") .. mutant[1] .. (why and ": " .. why or ""))
    if not seen then missed = missed + 1 end
  end
end
print(string.format("%d faults, %d seen", count, count - missed))
os.exit(count > 0 and missed == 0)
