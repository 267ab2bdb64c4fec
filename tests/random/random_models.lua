--- random_models: draws models, and compares the C that seqgen makes of them with its reference evaluator, and that
-- with PyTorch where it is installed.
--
--   lua5.4 random_models.lua --seqgen FILE --runner test_numeric --work DIR [--seed 1] [--count 200] [--cc "gcc -O1"] [--jobs 2]
--       [--more "--hosted"]
--
-- The runner, which takes `more` as well, drives each as it drives the golden cases.  A model that fails is made smaller while it fails, and its
-- spec is printed.  The same seed draws the same models.  Exit 1 where one failed.

local here = arg[0]:match "^(.*)/[^/]*$" or "."
package.path = here .. "/?.lua"

local dice = require "dice"
local draw_model = require "draw_model"
local shrink = require "shrink"
local write_model = require "write_model"

local MOST_SHRUNK = 5

local function read_options(argv)
  local options = {seed = 1, count = 200, cc = "gcc -O1", jobs = 2, more = ""}
  for i = 1, #argv, 2 do
    options[argv[i]:match "^%-%-(%a+)$" or error("a strange option " .. argv[i])] = tonumber(argv[i + 1]) or argv[i + 1]
  end
  return options
end

-- Runs the runner over the cases below DIR; returns the lines of what failed, by case.
local function run_cases(options, folder)
  local list = folder .. "/failures.txt"
  os.remove(list)
  os.execute(string.format("'%s' --seqgen '%s' --tests '%s' --work '%s/work' --cc '%s' --jobs %d --failures '%s' %s >'%s/log.txt' 2>&1",
    options.runner, options.seqgen, folder, folder, options.cc, options.jobs, list, options.more, folder))
  local failures = {}
  local file <close> = io.open(list)
  if file then
    for line in file:lines() do
      local name, why = line:match "^models/([^:]*): (.*)$"
      failures[name] = why
    end
  end
  return failures
end

local function case_folder(options, part, name)
  return string.format("%s/%s/models/%s", options.work, part, name)
end

-- name → model; what the evaluator refuses is reported at once, for a drawn model is meant to be right
local function draw_all(options)
  local models, names, refused = {}, {}, 0
  for i = 1, options.count do
    local name = string.format("random_%d", options.seed + i - 1)
    local model = draw_model.draw(dice.new(options.seed + i - 1))
    local folder = case_folder(options, "all", name)
    if model then
      local right, why = write_model.write(model, options.seqgen, folder, name)
      if right then
        models[name], names[#names + 1] = model, name
      else
        refused = refused + 1
        os.execute(string.format("rm -rf '%s'", folder))
        print(string.format("%s is refused:\n%s%s", name, why, write_model.spec(model, name, false, false)))
      end
    end
  end
  return models, names, refused
end

-- What a failure says without its numbers, so that a smaller model is not kept for another one.
local function kind_of(why)
  return why:gsub("^.*error: ", ""):match "^%a* ?%a*"
end

local function report(options, name, model, why)
  local folder = case_folder(options, "one", name)
  local function fails(smaller)
    os.execute(string.format("rm -rf '%s/one'", options.work))
    if not write_model.write(smaller, options.seqgen, folder, name) then return false end
    local found = run_cases(options, options.work .. "/one")[name]
    return found ~= nil and kind_of(found) == kind_of(why)
  end
  local smallest = shrink.run(model, fails)
  local small = case_folder(options, "small", name)
  write_model.write(smallest, options.seqgen, small, name)
  print(string.format("%s fails: %s\nthe smallest model found that fails (with weights and inputs: %s; %s):\n%s", name, why, small,
    smallest.options == "" and "no options" or smallest.options, write_model.spec(smallest, name, false, false)))
end

-- name → why, of the models whose reference is another than PyTorch's.
local function ask_pytorch(options)
  local pipe <close> = assert(io.popen(string.format("/usr/bin/python3 -B '%s/torch_oracle.py' '%s/all/models' 2>&1", here, options.work)))
  local others = {}
  for line in pipe:lines() do
    local name, why = line:match "^models/([^:]*): (.*)$"
    if name then others[name] = why else print("PyTorch: " .. line) end
  end
  return others
end

local options = read_options(arg)
os.execute(string.format("rm -rf '%s'", options.work))
local models, names, refused = draw_all(options)
local failures, failed = run_cases(options, options.work .. "/all"), 0
local others = ask_pytorch(options)
for _, name in ipairs(names) do
  if others[name] then
    failed = failed + 1
    print(string.format("%s: the reference evaluator's %s\n%s", name, others[name], write_model.spec(models[name], name, true, false)))
  end
  if failures[name] then
    failed = failed + 1
    if failed <= MOST_SHRUNK then report(options, name, models[name], failures[name]) else print(name .. " fails: " .. failures[name]) end
  end
end
print(string.format("%d models from seed %d: %d failed, %d refused", #names + refused, options.seed, failed, refused))
os.exit(#names > 0 and failed + refused == 0)
