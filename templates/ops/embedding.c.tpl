%# embedding.c.tpl   given: rows and dim of the table k.w, x, y; loops over the ids (walk.lua)
/* ${node.name}: y[c] = w[id][c], ${rows} ids, ${dim} channels.  Not 0 where an id is outside the table. */
static int ${fn}(${params})
{
% local pad = "    "
% for i, loop in ipairs(loops) do
%   local opening = i == #loops and " {" or ""
${pad}for (int ${loop.var} = 0; ${loop.var} < ${loop.size}; ${loop.var}++)${opening}
%   pad = pad .. "    "
% end
${pad}const int32_t id = ${element(x, place {})};
${pad}if (id < 0 || id >= ${rows}) return 1;
${pad}for (int c = 0; c < ${dim}; c++)
${pad}    ${element(y, place {C = "c"})} = ${k.w}[id * ${dim} + c];
% if #loops > 0 then
${pad:sub(5)}}
% end
    return 0;
}
