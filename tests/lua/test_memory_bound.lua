-- The memory plan of real models is near the best: over all golden cases the scratch is at most 5 % larger than the largest
-- sum of what lives at one time, below which no plan can be.

local pipeline = require "seqgen.pipeline"

local MOST = 1.05
local FOLDERS = {"../ops/*/*", "../models/*", "../../examples/heartbeat", "../../examples/sketch_rnn"}

local function specs()
  local patterns = {}
  for i, folder in ipairs(FOLDERS) do patterns[i] = test_folder .. "/" .. folder .. "/model.yaml" end
  local list = io.popen("ls " .. table.concat(patterns, " "))
  return list:lines()
end

local function plan_of(path)
  local g, cx = pipeline.run(path, {}, "memory")
  assert(g, not g and cx.diag:text())
  return g.memory
end

local tests = {}

function tests.golden_models_are_near_the_lower_bound()
  local count, over = 0, {}
  for path in specs() do
    local m = plan_of(path)
    local size = m.scratch + m.iscratch
    count = count + 1
    assert(size >= m.bound, path .. ": less than the bound")
    if size > MOST * m.bound then over[#over + 1] = string.format("%s: %d, bound %d", path, size, m.bound) end
  end
  assert(count > 500, count .. " models only")
  assert(#over == 0, table.concat(over, "\n"))
end

return tests
