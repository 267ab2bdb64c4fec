%# pool_context.c.tpl   the end of a pool's function in a stream: keeps the last `kept` steps for the next chunk.
%# given: kept, kept_loops, context_view: context as a view
% local function context_at(t) return element(context_view, place {T = t}) end
% local pad = "    "
% for _, loop in ipairs(kept_loops) do
${pad}for (int ${loop.var} = 0; ${loop.var} < ${loop.size}; ${loop.var}++)
%   pad = pad .. "    "
% end
% local t = kept > 1 and "t" or "0"
% local behind = t .. " + " .. x.size.T
${pad}${context_at(t)} =
${pad}    ${behind} < ${kept} ? ${context_at(behind)} : ${element(x, place {T = behind .. " - " .. kept})};
    seen[0] = seen[0] + (float)${x.size.T} < ${kept}.0f ? seen[0] + (float)${x.size.T} : ${kept}.0f;
