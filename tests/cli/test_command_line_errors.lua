--- A wrong command line: exit status 2, one line that says what is wrong, no traceback.

local process = require "process"

local seqgen = assert(os.getenv "SEQGEN", "set SEQGEN to the program")

local function refused(words, ...)
  local run = assert(process.run {seqgen, ...})
  assert(run.status == 2 and run.stdout == "", "status " .. tostring(run.status) .. run.stdout)
  assert(run.stderr:find(words, 1, true), run.stderr)
  assert(not run.stderr:find("traceback", 1, true), run.stderr)
end

local tests = {}

function tests.nothing_at_all()
  refused "seqgen model.yaml -o model.c"
end

function tests.compiling()
  refused("no output given: write -o model.c", "model.yaml")
  refused("no model given", "-o", "model.c")
  refused("more than one model given", "a.yaml", "b.yaml", "-o", "model.c")
  refused("-o needs a value", "model.yaml", "-o")
  refused("unknown option --frob", "model.yaml", "-o", "m.c", "--frob")
  refused("unknown option --hedaer; did you mean --header?", "model.yaml", "-o", "m.c", "--hedaer", "m.h")
  refused("-o takes the name of a file, not -", "model.yaml", "-o", "-")
  refused("--optimize is 'fast', not speed or size", "model.yaml", "-o", "m.c", "--optimize", "fast")
  refused("--dump is 'all', not spec or graph or", "model.yaml", "--dump", "all")
  refused("--weights is 'file', not inline or blob", "model.yaml", "-o", "m.c", "--weights=file")
end

function tests.commands()
  refused("no command is called 'explian'; did you mean 'explain'?", "explian", "model.yaml")
  refused("no command is called 'compile'", "compile", "model.yaml", "-o", "model.c")
  refused("no model given", "check")
  refused("explain takes one model", "explain")
  refused("report takes one model", "report", "-o", "r.html")
  refused("no output given: write -o report.html", "report", "model.yaml")
  refused("no output asked for", "run", "model.yaml")
  refused("conv1d", "help", "conv1")
end

function tests.the_generators_folder()
  refused("--generator-dir needs a folder", "model.yaml", "-o", "m.c", "--generator-dir")
  refused("--generator-dir /nowhere: no checkout of seqgen", "model.yaml", "-o", "m.c", "--generator-dir", "/nowhere")
end

return tests
