%# recurrent_input.c.tpl: the input half of a block of steps, for one width of the input.
%# given: role: {name, width, x: strides, input}, layer, stages, rows, own_rows, columns (see recurrent_plan.lua)
/* sums = W_x x + b for `count` ${rows == 1 and "steps, a row each" or string.format("rows; row i is row i %% %s of step i / %s", own_rows, own_rows)}.
 * x [step][N ${rows}][C ${role.width}] -> sums [row][${columns}], panel by panel. */
RT_APART void ${fn}_input${role.name}(${role.input.text()})
{
% if layer.shared_input_tile ~= layer.input_tile then
#ifdef _OPENMP
    enum { ROWS = ${layer.shared_input_tile.rows} }; /* divides most threads' rows */
#else
    enum { ROWS = ${layer.input_tile.rows} };
#endif
% else
    enum { ROWS = ${layer.input_tile.rows} };
% end
% for _, stage in ipairs(stages) do
%   if stage.w_x then
%     local gates, width = #stage.x_gates, 16 * #stage.x_gates
%     local bias = stage.bias and "rt_load(" .. place(stage.bias, expr.mul("p", width), "g * 16", "u") .. ")" or "rt_splat(0.0f)"
    for (int p = 0; p < ${stage.panels}; p++) {
        for (int first = 0; first < count; first += ROWS) {
            for (int u = 0; u < ${math.min(stage.units, 16)}; u += RT_LANES) {
                const rt_gate_tile tile = {ROWS, 1, ${gates}, 1};
                rt_vec sum[ROWS][${gates}];
                const float *v[ROWS];
                float *to[ROWS];
                RT_UNROLL
                for (int r = 0; r < ROWS; r++) {
                    const int i = first + r < count ? first + r : count - 1;
                    v[r] = ${role.row("i")};
                    to[r] = ${place("sums", expr.mul("i", columns), stage.column, expr.mul("p", width), "u")};
                    RT_UNROLL
                    for (int g = 0; g < ${gates}; g++)
                        sum[r][g] = ${bias};
                }
                rt_gate_sums(tile, ${gates}, ${gates}, &sum[0][0], ${place(stage.w_x, expr.mul("p", role.width * width), "u")}, v, ${role.x.C}, ${role.width}, 1);
                RT_UNROLL
                for (int r = 0; r < ROWS; r++) {
                    RT_UNROLL
                    for (int g = 0; g < ${gates}; g++)
                        rt_store(to[r] + g * 16, sum[r][g]);
                }
            }
        }
    }
%   end
% end
}
