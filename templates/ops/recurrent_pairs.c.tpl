%# recurrent_pairs.c.tpl: recurrent_stage.c.tpl where two products go in one multiplication (recurrent_pairs.lua): a function for
%# the sums of a panel, without the constants of the gates, which would take registers from it, and one for the step.
%# given: stage; role: the layer whose input half is done here as well, false where it stands in `sums` already; own_rows, columns
% local x, h, last = #stage.x_gates, #stage.h_gates, #stage.gates - 1
% local width, name = 16 * (last + 1), stage.name .. (role and role.name or "")
% local clamped = "(n + r < count ? n + r : count - 1)"       -- behind the last row it is taken again, for nobody
% local function load(base, ...) return base and "rt_load(" .. place(base, ...) .. ")" or "rt_splat(0.0f)" end
%# Products of rows of `size` floats from `from` on.
% local function products(from, size, own, gates, to, w, terms, count)
    for (int n = 0; n < count; n += ROWS) {
        const float *v[ROWS];
        const rt_gate_row *row[ROWS];
        RT_UNROLL
        for (int r = 0; r < ROWS; r++) {
            v[r] = ${from} + ${clamped} * ${size};
            row[r] = ${own} + ${clamped};
        }
        for (int u = 0; u < 16; u += RT_LANES)
            rt_gate_pairs(ROWS, ${gates}, ${to}, gates + n * ${width} + u, ${width}, ${w} + u, v, ${terms}, ${count}, row, ${w}_own + u);
    }
% end
/* Sums of a panel's gates before their activation, gates [row][gate ${last + 1}][unit 16], of `count` rows${role and role.pairs and "; h, x: as rt_gate_even made them" or ""}. */
RT_APART void ${fn}_${name}_sums(${stage.sums_parameters(role).text()})
{
    enum { ROWS = ${stage.tile.rows} };
    for (int n = 0; n < (count + ROWS - 1) / ROWS * ROWS; n++) {
        for (int i = 0; i < ${16 * x}; i += RT_LANES)
            rt_store(gates + n * ${width} + i, ${role and load(stage.bias, "i") or load("sums", "(n < count ? n : count - 1) * " .. columns, "i")});
% if x <= last then
        for (int u = 0; u < 16; u += RT_LANES)
            rt_store(gates + n * ${width} + ${16 * last} + u, ${load(stage.start, "u")});
% end
    }
% if role and role.pairs then
% products("x", layer.h_row, "x_own", x, x - 1, stage.w_x, role.width, role.pairs)
% elseif role then
    for (int n = 0; n < count; n += ROWS) {
        const rt_gate_tile tile = {ROWS, 1, ${x}, 1};
        const float *v[ROWS];
        RT_UNROLL
        for (int r = 0; r < ROWS; r++)
            v[r] = ${place("x", expr.mul(clamped, role.x.N))};
        for (int u = 0; u < 16; u += RT_LANES) {
            rt_vec sum[ROWS][1][${x}];
            RT_UNROLL
            for (int r = 0; r < ROWS; r++) {
                RT_UNROLL
                for (int g = 0; g < ${x}; g++)
                    sum[r][0][g] = rt_load(gates + (n + r) * ${width} + g * 16 + u);
            }
            rt_gate_sums(tile, ${x}, ${x}, &sum[0][0][0], ${stage.w_x} + u, v, ${role.x.C}, ${role.width}, 1);
            RT_UNROLL
            for (int r = 0; r < ROWS; r++) {
                RT_UNROLL
                for (int g = 0; g < ${x}; g++)
                    rt_store(gates + (n + r) * ${width} + g * 16 + u, sum[r][0][g]);
            }
        }
    }
% end
% products("h", stage.source_row, "own", h, last, stage.w_h, stage.terms, stage.pairs)
}

% local panel, group = stage.panels > 1 and "p" or 0, layer.pairs.group
% local first = own_rows == group and 0 or "first"
% local function from(base, ...) return base and place(base, ...) end
% local passed = {x = role and from(role.pairs and "even" or "x", expr.mul(first, role.pairs and layer.h_row or role.x.N)),
%   x_own = from("x_own", first), sums = from("sums", expr.mul(first, columns), stage.column, expr.mul(panel, 16 * x)),
%   h = from("h", expr.mul(first, stage.source_row)), own = from("own", first), count = first == 0 and group or "count"}
% local function of_panel(array, size) if array then passed[array] = from(array, expr.mul(panel, size)) end end
% of_panel(stage.w_h, stage.terms * 16 * h)
% of_panel(stage.w_own, 16 * h)
% of_panel(stage.start, 16)
% of_panel(role and stage.w_x, role and role.width * 16 * x)
% of_panel(role and stage.bias, 16 * x)
% of_panel(role and role.pairs and stage.w_x .. "_own", 16 * x)
% local arguments = {}
% for g = 0, last do arguments[g + 1] = string.format("rt_load(gates + r * %d + %d + u)", width, g * 16) end
% for _, o in ipairs(stage.operands) do
%   arguments[#arguments + 1] = place(o.pointer, expr.mul(expr.add(first, "r"), o.row), o.offset, expr.mul(panel, o.panel), "u")
% end
% local text = string.format("%s_%s_sums(%s);\n", fn, name, stage.sums_parameters(role).names(passed))
%   .. nest(string.format("for (int r = 0; r < %s; r++)", passed.count), nest("for (int u = 0; u < 16; u += RT_LANES)",
%     string.format("%s_%s(%s);", fn, stage.update, table.concat(arguments, ", "))))
% if first ~= 0 then
%   text = nest(string.format("for (int i = 0; i < (%s + count - 1) / count; i++)", own_rows),
%     "const int first = " .. first_of("i", own_rows, "count") .. ";\n" .. text)
% end
% if panel ~= 0 then
%   text = nest(string.format("for (int m = 0; m < %d; m++)", stage.panels),
%     string.format("const int p = %s;\n", stage.alternate and string.format("odd ? %d - m : m", stage.panels - 1) or "m") .. text)
% end
/* ${role and "Input and recurrent products" or "The recurrent product"} of one step${stage.alternate and "; odd steps go through the panels backwards: what was read last is still in\n * the cache" or ""}. */
RT_APART void ${fn}_${name}(${stage.parameters(role).text()})
{
    float gates[${(group + stage.tile.most_rows) * width}];
    rt_gate_row own[${rows}]${role and role.pairs and string.format(", x_own[%d]", rows) or ""};
    const float *const h = ${place("work", layer.even_at)};
% if role and role.pairs then
    const float *const even = ${place("work", layer.even_x_at)};
% end
% if first ~= 0 then
    const int count = ${expr.is_number(own_rows) and group or string.format("%s < %d ? %s : %d", own_rows, group, own_rows, group)};
% end
% if role and stage.span then
    (void)sums;
% end
    for (int n = 0; n < ${own_rows}; n++) {
        own[n] = rt_gate_even(${place("work", layer.even_at, expr.mul("n", stage.source_row))}, ${place(stage.source, expr.mul("n", stage.source_row), stage.source_offset)}, 1, ${stage.terms}, ${stage.pairs}, ${layer.pairs.squares});
% if role and role.pairs then
        x_own[n] = rt_gate_even(${place("work", layer.even_x_at, expr.mul("n", layer.h_row))}, ${place("x", expr.mul("n", role.x.N))}, ${role.x.C}, ${role.width}, ${role.pairs}, ${role.squares});
% end
    }
    ${text}
}
