--- attempt: runs seqgen on files of the caller's making and checks how it takes them.
--
-- Whatever the files hold: within 10 s and 1 GB, exit status 0, 1 or 2; unless 0, a message that begins with a
-- place, no traceback, no file left behind, an old output file as it was.

local in_file = require "in_file"
local out_file = require "out_file"
local process = require "process"

local MOST_SECONDS, MOST_BYTES = 10, 1 << 30
local OLD = "/* an older model.c */\n"

local seqgen = assert(os.getenv "SEQGEN", "set SEQGEN to the program")
local sanitized = os.getenv "SEQGEN_SANITIZE" == "ON" -- its own memory is no measure

local function wrong_with(run, folder)
  if run.timed_out then return "it took over " .. MOST_SECONDS .. " s" end
  if not run.status then return "it ended by signal " .. run.signal end
  if run.peak > MOST_BYTES and not sanitized then return "it took " .. run.peak .. " bytes of memory" end
  if run.status > 2 then return "exit status " .. run.status end
  if run.status == 0 then return nil end
  if in_file.read(folder .. "/out/model.c") ~= OLD then return "the old output file has changed" end
  if #in_file.list(folder .. "/out") ~= 1 then return "a file was left behind" end
  if run.status == 1 and not run.stderr:find("^[^\n]*:%d+:%d+: error: ") then return "no place in the message" end
  if #run.stderr > 20000 then return "a message of " .. #run.stderr .. " bytes" end
end

--- `files`: name → text; model.yaml is compiled.  Returns the exit status and standard error.
return function(files, command)
  local folder = assert(process.make_folder())
  process.run {"mkdir", folder .. "/out"}
  assert(out_file.write(folder .. "/out/model.c", OLD))
  for name, text in pairs(files) do assert(out_file.write(folder .. "/" .. name, text)) end
  local argv = command or {"model.yaml", "-o", "out/model.c"}
  local run = assert(process.run({seqgen, table.unpack(argv)}, {cwd = folder, timeout = MOST_SECONDS}))
  local wrong = wrong_with(run, folder)
  process.remove_folder(folder)
  if wrong then
    local spec = (files["model.yaml"] or ""):sub(1, 2000)
    error(wrong .. "\n--- model.yaml\n" .. spec .. "\n--- standard error\n" .. run.stderr:sub(1, 2000), 2)
  end
  return run.status, run.stderr
end
