--- threads: what layers that are not products share where -fopenmp is given: turns of their outermost loop.

local cost_model = require "seqgen.cost_model"

local threads = {}

--- C text of a directive that compilers see under -fopenmp alone.
function threads.pragma(text)
  return "#ifdef _OPENMP\n#pragma omp parallel" .. text .. "\n#endif"
end

--- What a layer's comment says of it.
function threads.comment(what)
  return "; with -fopenmp threads share " .. what
end

--- {directive, note: what the layer's comment says} for the first of `loops` over y, where `cost` (multiply-adds, or what takes as
-- long) for each element of y is worth threads; else false.
function threads.outermost(loops, y, cost)
  if #loops == 0 then return false end
  for _, axis in ipairs(y.order) do cost = cost * y.max[axis] end
  return cost_model.worth_threads(cost) and {directive = threads.pragma(" for"), note = threads.comment("axis " .. loops[1].axis)}
end

return threads
