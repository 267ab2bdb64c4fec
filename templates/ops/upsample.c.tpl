%# upsample.c.tpl   given: linear, align_corners, step (input steps a step, C text), nearest (C text), x, y
%# Source: https://pytorch.org/docs/1.13/generated/torch.nn.Upsample.html
% local function at(view, t) return element(view, {D = "d", N = "n", T = t, C = "c"}) end
/* ${node.name}: T ${x.size.T} -> ${y.size.T}, ${linear and "linear" or "nearest"}. */
static void ${fn}(${params})
{
    for (int d = 0; d < ${y.size.D}; d++)
        for (int n = 0; n < ${y.size.N}; n++)
            for (int t = 0; t < ${y.size.T}; t++) {
% if x.max.T == 1 then
                for (int c = 0; c < ${y.size.C}; c++)
                    ${at(y, "t")} = ${at(x, "0")};
% elseif linear then
%   if align_corners then
                const float at = ${y.size.T} > 1 ? (float)t * (float)(${x.size.T} - 1) / (float)(${y.size.T} - 1) : 0.0f;
%   else
                const float middle = ((float)t + 0.5f) * ${step} - 0.5f;
                const float at = middle > 0.0f ? middle : 0.0f;
%   end
                const int i = (int)at < ${x.size.T} - 1 ? (int)at : ${x.size.T} - 1;
                const int j = i < ${x.size.T} - 1 ? i + 1 : i;
                const float part = at - (float)i;
                for (int c = 0; c < ${y.size.C}; c++)
                    ${at(y, "t")} = ${at(x, "i")} * (1.0f - part) + ${at(x, "j")} * part;
% else
                const int i = ${nearest};
                for (int c = 0; c < ${y.size.C}; c++)
                    ${at(y, "t")} = ${at(x, "i")};
% end
            }
}
