%# upsample.c.tpl   given: linear, at, parts (a place among the input's steps is at / parts), int (holds at), last, x, y
%# Source: https://pytorch.org/docs/1.13/generated/torch.nn.Upsample.html
% local function step(view, t) return element(view, {D = "d", N = "n", T = t, C = "c"}) end
% local function whole(text) return int == "int" and text or "(int)(" .. text .. ")" end
/* ${node.name}: T ${x.size.T} -> ${y.size.T}, ${linear and "linear" or "nearest"}. */
static void ${fn}(${params})
{
% if linear and x.max.T > 1 then
    const ${int} parts = ${parts}; /* of a step of ${node.input_names[1]} */
% end
    for (int d = 0; d < ${y.size.D}; d++)
        for (int n = 0; n < ${y.size.N}; n++)
            for (int t = 0; t < ${y.size.T}; t++) {
% if x.max.T == 1 then
                for (int c = 0; c < ${y.size.C}; c++)
                    ${step(y, "t")} = ${step(x, "0")};
% elseif linear then
%   if attrs.align_corners then
                const ${int} at = ${at};
%   else
                const ${int} middle = ${at};
                const ${int} at = middle > 0 ? middle : 0;
%   end
                const int i = ${whole "at / parts"}, j = i < ${last} ? i + 1 : i;
                const float part = (float)(at % parts) / (float)parts;
                for (int c = 0; c < ${y.size.C}; c++)
                    ${step(y, "t")} = ${step(x, "i")} * (1.0f - part) + ${step(x, "j")} * part;
% else
                const int i = ${whole(at .. " / " .. parts)};
                for (int c = 0; c < ${y.size.C}; c++)
                    ${step(y, "t")} = ${step(x, "i")};
% end
            }
}
