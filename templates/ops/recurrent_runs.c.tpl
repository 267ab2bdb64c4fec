%# recurrent_runs.c.tpl: every walk of the layers and directions.
%# given: runs, layer, rows, streams (see recurrent_plan.lua)
% local threads = layer.split or layer.both
% local function walk(run)
%   local body = include("ops/recurrent_run.c.tpl", {run = run})
%   if threads then
%     local share = layer.both and run.direction - 1 .. ", 2" or "0, 1"
%     body = string.format("const rt_share own = rt_share_of(%s, %d, %d);\n%s", share, rows, layer.unit, nest("if (own.count > 0)", body))
%   end
%   return "{   /* " .. run.what .. " */\n    " .. body:gsub("\n(.)", "\n    %1") .. "\n}"
% end
% for l = 1, #runs, layer.directions do
%   local walks = walk(runs[l])
%   if layer.directions == 2 then walks = walks .. "\n" .. walk(runs[l + 1]) end
%   if threads then
#ifdef _OPENMP
#pragma omp parallel
#endif
%     if layer.directions == 2 then walks = "{\n    " .. walks:gsub("\n(.)", "\n    %1") .. "\n}" end
%   end
${walks}
% end
% if streams then
%   local finish = string.format("turn[0] = 2 + ((turn[0] + %s) & 1);", layer.steps)
${rows < layer.n and string.format("if (n == %d) ", layer.n - rows) or ""}${finish}
% end
