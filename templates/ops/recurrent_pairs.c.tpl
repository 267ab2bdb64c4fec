%# recurrent_pairs.c.tpl: recurrent_stage.c.tpl where two products go in one multiplication (recurrent_pairs.lua).
%# given: stage; role: the layer whose input half is done here as well, false where it stands in `sums` already; own_rows, columns
% local x, h, last = #stage.x_gates, #stage.h_gates, #stage.gates - 1
% local width, name = 16 * (last + 1), stage.name .. (role and role.name or "")
% local function first_of(i, count, size)    -- the last of them overlaps the one before where sizes do not divide
%   return string.format("%s * %s < %s - %s ? %s * %s : %s - %s", i, size, count, size, i, size, count, size)
% end
% local function at(g) return string.format("gates + (n + r) * %d + %s * 16 + u", width, g) end
% local of_h = h > last and at("g") or at(string.format("(g < %d ? g : %d)", h - 1, last))
% local given = role and "given[r][0][%s]" or "rt_load(sums + (n + r) * " .. columns .. " + %s * 16 + u)"
/* Sums of a panel's gates before their activation, gates [row][gate ${last + 1}][unit 16], of `count` rows. */
RT_APART void ${fn}_${name}_sums(${stage.sums_parameters(role).text()})
{
    enum { ROWS = ${stage.tile.rows} };
    for (int j = 0; j < (count + ROWS - 1) / ROWS; j++) {
        const int n = ${first_of("j", "count", "ROWS")};
        for (int u = 0; u < 16; u += RT_LANES) {
            rt_vec sum[ROWS][4];
            const float *v[ROWS];
            RT_UNROLL
            for (int r = 0; r < ROWS; r++)
                v[r] = h + (n + r) * ${stage.source_row};
            rt_gate_pairs(ROWS, ${h}, sum, ${stage.w_h} + u, v, ${stage.terms}, ${stage.pairs}, own + n, ${stage.w_own} + u);
            RT_UNROLL
            for (int r = 0; r < ROWS; r++) {
                RT_UNROLL
                for (int g = 0; g < ${h}; g++)
                    rt_store(${of_h}, sum[r][g] * own[n + r].inverse);
            }
% if role then
            rt_vec given[ROWS][1][${x}];
            const rt_gate_tile tile = {ROWS, 1, ${x}, 1};
            RT_UNROLL
            for (int r = 0; r < ROWS; r++) {
                v[r] = ${place("x", expr.mul("(n + r)", role.x.N))};
                RT_UNROLL
                for (int g = 0; g < ${x}; g++)
                    given[r][0][g] = ${stage.bias and "rt_load(" .. stage.bias .. " + g * 16 + u)" or "rt_splat(0.0f)"};
            }
            rt_gate_sums(tile, ${x}, ${x}, &given[0][0][0], ${stage.w_x} + u, v, ${role.x.C}, ${role.width}, 1);
% end
            RT_UNROLL
            for (int r = 0; r < ROWS; r++) {
                RT_UNROLL
                for (int g = 0; g < ${math.min(x, h > last and h or h - 1)}; g++)
                    rt_store(${at("g")}, ${given:format("g")} + rt_load(${at("g")}));
% if h <= last then
                rt_store(${at(x - 1)}, ${given:format(x - 1)});
%   if stage.start then
                rt_store(${at(last)}, rt_load(${stage.start} + u) + rt_load(${at(last)}));
%   end
% end
            }
        }
    }
}

% local panel, group = stage.panels > 1 and "p" or 0, layer.pairs.group
% local first = own_rows == group and 0 or "first"
% local function from(base, ...) return base and place(base, ...) end
% local passed = {x = role and from("x", expr.mul(first, role.x.N)), sums = from("sums", expr.mul(first, columns), stage.column, expr.mul(panel, 16 * x)),
%   h = from("h", expr.mul(first, stage.source_row)), own = from("own", first), count = first == 0 and group or "count"}
% local function of_panel(array, size) if array then passed[array] = from(array, expr.mul(panel, size)) end end
% of_panel(stage.w_h, stage.terms * 16 * h)
% of_panel(stage.w_own, 16 * h)
% of_panel(stage.start, 16)
% of_panel(role and stage.w_x, role and role.width * 16 * x)
% of_panel(role and stage.bias, 16 * x)
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
    float gates[${group * width}];
    rt_gate_row own[${rows}];
    const float *const h = RT_PAIRS ? ${place("work", layer.even_at)} : ${place(stage.source, stage.source_offset)};
% if first ~= 0 then
    const int count = ${expr.is_number(own_rows) and group or string.format("%s < %d ? %s : %d", own_rows, group, own_rows, group)};
% end
    for (int n = 0; n < ${own_rows}; n++)
        own[n] = rt_gate_even(${place("work", layer.even_at, expr.mul("n", stage.source_row))}, ${place(stage.source, expr.mul("n", stage.source_row), stage.source_offset)}, ${stage.source_row}, ${stage.pairs}, ${layer.pairs.squares});
    ${text}
}
