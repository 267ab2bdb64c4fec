--- recurrent_plan: how lstm, gru, rnn and their cells are computed: stages of a step, tiles, buffers, order of walks.
--
-- A step is one or two *stages*, each a matrix product with h (or with what the stage before made of it) and what
-- becomes of the sums.  A *role* is a layer whose input has a width and strides of its own: the first, those between,
-- the last.  A *run* is one walk over T: one layer, one direction.
--
-- The input half of the sums, W_x x + b, does not depend on the past: it is made for a block of steps at once.  Where a
-- step's rows alone keep a tile busy, or T is 1, it is part of the stage ("fused").  Either way a sum runs from its bias
-- over x, then over h, so that the same bits come out of whole sequences, chunks and cells.
--
-- stage {name, update, gates, x_gates, h_gates, units, panels, terms, w_x, bias, w_h, start, source, source_row,
--        operands={{pointer, offset, row, panel}...}} by the operator (recurrent_kinds.lua); and
--       {tile, alternate, column, span} from here; with a rest (recurrent_rest.lua) `gates` and the like count columns of 16, all in
--       one panel, and it has {rest, sets, rests}
-- role  {name, what, width, x={N=, C=}, y={N=, C=}|nil, steps, once=steps is 1, fused}
-- run   {role, d, suffix, x, x_step, y, y_step}

local expr = require "seqgen.expr"
local recurrent_kinds = require "seqgen.recurrent_kinds"
local recurrent_pack = require "seqgen.recurrent_pack"
local recurrent_pairs = require "seqgen.recurrent_pairs"
local recurrent_rest = require "seqgen.recurrent_rest"
local recurrent_threads = require "seqgen.recurrent_threads"
local recurrent_tile = require "seqgen.recurrent_tile"

local recurrent_plan = {}

local UNITS = recurrent_tile.UNITS
local MOST_ROWS = 64            -- of the input half at once
local ROWS_TOGETHER = 32        -- whose state is in the cache beside a panel of weights
local FUSED_ROWS = 16           -- from here on a step makes its own input half
local SPAN = 32                 -- terms whose weights stay in the first cache while all rows pass by
local CACHED_WEIGHTS = 6144     -- floats; a larger matrix is walked forwards and backwards by turns
local NEAR_WEIGHTS = 8192       -- floats; they stay in the nearest cache
local SHORT = 6                 -- terms that sums may have, for each of them, if they are too few to hide their latency

-- C text of an address: the sum of the terms that are not 0.
local function place(base, ...)
  local offset = 0
  for _, term in ipairs {...} do offset = expr.add(offset, term) end
  return expr.add(base, offset)
end

-- Rows that are walked together: all, or a divisor of N where their state would fill the cache.
local function rows_together(n)
  for rows = math.min(n, ROWS_TOGETHER), 16, -1 do
    if n % rows == 0 then return rows end
  end
  return n
end

-- ---- Parameters of the C functions --------------------------------------------

local WRITTEN = {next = true, work = true, y = true, sums = true}

-- An ordered set of C parameters: `text`, their declaration; `names`, how a caller that has the same names passes them.
local function parameters()
  local list, seen = {}, {}
  local function add(name, text)
    if not name or seen[name] then return end
    seen[name] = true
    list[#list + 1] = {name = name, text = text or ((WRITTEN[name] and "float *" or "const float *") .. name)}
  end
  local function text()
    local parts = {}
    for i, p in ipairs(list) do parts[i] = p.text end
    return table.concat(parts, ", ")
  end
  local function names(replaced)
    local parts = {}
    for i, p in ipairs(list) do parts[i] = replaced and replaced[p.name] or p.name end
    return table.concat(parts, ", ")
  end
  return {add = add, text = text, names = names}
end

-- Strides that vary with the length are parameters of that name.
local function add_strides(params, strides)
  for _, axis in ipairs {"N", "C"} do
    local s = strides[axis]
    if not expr.is_number(s) then params.add(s, "ptrdiff_t " .. s) end
  end
end

local function stage_parameters(stage, role, layer)
  local params = parameters()
  if stage.w_x and role then
    params.add("x")
    add_strides(params, role.x)
    params.add(stage.w_x)
    if role.pairs then params.add(stage.w_x .. "_own") end
    params.add(stage.bias)
    if stage.span then params.add("sums") end
  elseif stage.w_x then
    params.add("sums", "const float *sums")
  end
  params.add(stage.start)
  params.add(stage.w_h)
  params.add(stage.w_own)
  params.add(stage.source)
  for _, o in ipairs(stage.operands) do params.add(o.pointer) end
  if stage.alternate then params.add("odd", "int odd") end
  if stage.pairs then params.add("work") end
  if layer.split then params.add("rows", "int rows") end
  return params
end

-- Of the sums of a panel and some rows, where two products go in one multiplication.
local function sums_parameters(stage, role)
  local params = parameters()
  params.add("gates", "float *gates")
  if role then
    params.add("x")
    if not role.pairs then add_strides(params, role.x) end
    params.add(stage.w_x)
    if role.pairs then
      params.add("x_own", "const rt_gate_row *x_own")
      params.add(stage.w_x .. "_own")
    end
    params.add(stage.bias)
  else
    params.add("sums", "const float *sums")
  end
  params.add(stage.start)
  params.add("h")
  params.add(stage.w_h)
  params.add("own", "const rt_gate_row *own")
  params.add(stage.w_own)
  params.add("count", "int count")
  return params
end

-- ---- Stages -------------------------------------------------------------------

-- Sums are kept while all rows pass by some terms; then they are those of one panel.
local function span_stage(stage, layer)
  if stage.w_x and not stage.rest and stage.tile.panels == "1" and stage.tile.blocks == 1 and stage.terms > SPAN then
    stage.span = SPAN
    layer.span_row = math.max(layer.span_row, #stage.gates * UNITS)
  end
end

local function finish_stage(stage, layer)
  local blocks = layer.pairs and 1 or recurrent_tile.blocks(#stage.h_gates, stage.panels, layer.rows, stage.terms)
  local weights = stage.panels * stage.terms * #stage.h_gates * UNITS
  stage.tile = recurrent_tile.choose(#stage.gates, stage.panels, layer.rows, blocks, recurrent_tile.far(weights, #stage.h_gates))
  stage.alternate = stage.tile.loops_panels and weights > CACHED_WEIGHTS
  stage.column = layer.columns
  if layer.pairs then
    stage.w_own, stage.pairs = stage.w_h .. "_own", recurrent_pairs.count(stage.terms)
    stage.sums_parameters = function(role) return sums_parameters(stage, role) end
  end
  if layer.fused and layer.rows >= FUSED_ROWS then span_stage(stage, layer) end
  stage.parameters = function(role) return stage_parameters(stage, role, layer) end
  layer.columns = layer.columns + stage.panels * #stage.x_gates * UNITS
end

-- Of the input half: rows of steps alike.
local function input_tile(layer)
  local most = 1
  for _, stage in ipairs(layer.stages) do most = math.max(most, #stage.x_gates) end
  return recurrent_tile.choose(most, 1, layer.block * layer.rows, 1)
end

-- ---- Roles and runs -----------------------------------------------------------

local function input_parameters(role, layer)
  local params, stages = parameters(), layer.stages
  params.add("x")
  if layer.block > 1 then params.add("x_step", "ptrdiff_t x_step") end
  if layer.split and layer.block > 1 then params.add("rows", "int rows") end
  add_strides(params, role.x)
  for _, stage in ipairs(stages) do
    params.add(stage.w_x)
    if stage.w_x then params.add(stage.bias) end
  end
  params.add("sums")
  params.add("count", "int count")
  return params
end

local function walk_parameters(role, layer)
  local params, stages = parameters(), layer.stages
  params.add("x")
  if not role.once then params.add("x_step", "ptrdiff_t x_step") end
  add_strides(params, role.x)
  if role.y then
    params.add("y")
    if not role.once then params.add("y_step", "ptrdiff_t y_step") end
    add_strides(params, role.y)
  end
  for _, stage in ipairs(stages) do
    for _, name in ipairs {"w_x", "bias", "start", "w_h", "w_own"} do params.add(stage[name]) end
    if role.pairs then params.add(stage.w_x .. "_own") end
    for _, o in ipairs(stage.operands) do
      if not WRITTEN[o.pointer] and o.pointer ~= "now" then params.add(o.pointer) end
    end
  end
  params.add("now", "float *now")
  params.add("next")
  if not role.fused or layer.span_row > 0 then params.add("sums") end
  for _, stage in ipairs(stages) do
    if stage.source == "work" or stage.pairs then params.add("work") end
    if stage.alternate and role.once then params.add("odd", "int odd") end
  end
  if layer.split then params.add("rows", "int rows") end
  if not expr.is_number(role.steps) then params.add(role.steps, "int " .. role.steps) end
  return params
end

-- C text of the offset of row `r` of a block of steps.
local function row_offset(role, layer, r)
  if layer.block == 1 then return expr.mul(r, role.x.N) end
  if layer.rows == 1 then return r .. " * x_step" end
  return string.format("%s / %s * x_step + %s", r, layer.own_rows, expr.mul(r .. " % " .. layer.own_rows, role.x.N))
end

local function new_role(layer, name, what, width, x, y)
  local role = {name = name, what = what, width = width, x = x, y = y, steps = layer.steps, once = layer.once, fused = layer.fused}
  recurrent_pairs.of_input(role, layer)
  role.row = function(r) return place("x", row_offset(role, layer, r)) end
  role.input = input_parameters(role, layer)
  role.walk = walk_parameters(role, layer)
  return role
end

-- Where the results of the layers below the last lie: [N][T][D * out] in turns between two buffers.
local function between(layer, l)
  local row = layer.directions * layer.out
  return {name = l % 2 == 1 and "between" or "between_2", N = layer.most_steps * row, T = row, C = 1}
end

local function strides(view)
  return {N = view.stride.N, C = view.stride.C}
end

local function roles_of(layer, x, y)
  local roles, last = {}, layer.layers
  local wide = layer.directions * layer.out
  for l = 1, last do
    local from = l == 1 and strides(x) or between(layer, l - 1)
    local to = l < last and between(layer, l) or y and strides(y)
    local name = last == 1 and "" or l == 1 and "_first" or l == last and "_last" or "_inner"
    if l <= 2 or l == last then
      local what = l == 1 and "0" or l == last and tostring(l - 1) or "1 to " .. last - 2
      roles[#roles + 1] = new_role(layer, name, what, l == 1 and layer.width or wide, from, to)
    end
  end
  return roles
end

local function backwards(layer, direction)
  return direction == 2 or layer.reverse
end

-- The address of the first step that a walk sees, and the way to the next one.
local function first_step(layer, base, stride, back)
  if layer.once then return base, 0 end
  if not back then return base, stride end
  return place(base, expr.mul(expr.add(layer.steps, -1), stride)), expr.mul(stride, -1)
end

local function runs_of(layer, roles, x, y)
  local runs = {}
  for l = 1, layer.layers do
    local role = l == 1 and roles[1] or l == layer.layers and roles[#roles] or roles[2]
    local from, to = l > 1 and between(layer, l - 1), l < layer.layers and between(layer, l)
    for direction = 1, layer.directions do
      local back = backwards(layer, direction)
      local run = {role = role, d = #runs, layer = l - 1, direction = direction,
        suffix = recurrent_pack.suffix(layer, l, direction),
        what = string.format("layer %d%s", l - 1, back and ", backwards" or "")}
      local source = from and from.name or place("x", expr.mul(layer.first_row, x.stride.N))
      run.x, run.x_step = first_step(layer, source, from and from.T or x.stride.T, back)
      if to or y then
        local column = expr.mul((direction - 1) * layer.out, to and 1 or y.stride.C)
        local target = to and place(to.name, column) or place("y", expr.mul(layer.first_row, y.stride.N), column)
        run.y, run.y_step = first_step(layer, target, to and to.T or y.stride.T, back)
      end
      runs[#runs + 1] = run
    end
  end
  return runs
end

-- C text of a block: its head, and its body one step further in.
local function nest(head, body)
  return head .. " {\n    " .. body:gsub("\n(.)", "\n    %1") .. "\n}"
end

-- C text of the first of `count` that part i covers, of parts of `size`: the last overlaps the one before where sizes do not divide.
local function first_of(i, count, size)
  return string.format("%s * %s < %s - %s ? %s * %s : %s - %s", i, size, count, size, i, size, count, size)
end

-- ---- The plan -------------------------------------------------------------------

-- Where all weights stay in the nearest cache, the input half fills the time in which the gates of the step before are worked
-- on; if its sums are short, or enough to hide their latency.  Several rows of a gru would need too many registers for it.
local function fuses_beside_gates(layer, widest)
  local sums = layer.gates * recurrent_tile.padded(layer.hidden) // UNITS
  if (widest + layer.out) * sums * UNITS > NEAR_WEIGHTS or layer.kind == "gru" and layer.rows > 1 then return false end
  return layer.rows * sums >= recurrent_tile.ENOUGH or widest <= SHORT * sums
end

-- Or where the rows share what is read of W_x; a much wider input than h were better read for several steps at once.
local function fuses(layer)
  local widest = math.max(layer.width, layer.layers > 1 and layer.directions * layer.out or 0)
  return fuses_beside_gates(layer, widest) or layer.rows >= FUSED_ROWS and widest <= 2 * layer.out
end

local function measure(node, x, cx, cell)
  local layer = recurrent_kinds.measure(node)
  layer.cell = cell
  layer.width, layer.n = x.max.C, x.max.N
  layer.rows = rows_together(layer.n)
  layer.first_row = layer.rows < layer.n and "n" or 0
  layer.steps, layer.most_steps = cell and 1 or x.size.T, cell and 1 or x.max.T
  layer.once = layer.steps == 1
  layer.steps_fused = fuses(layer)
  layer.fused = layer.once or layer.steps_fused
  layer.block = layer.fused and 1 or math.max(1, math.min(layer.most_steps, MOST_ROWS // layer.rows))
  layer.worth = recurrent_threads.worth(layer)
  layer.h_row = recurrent_tile.padded(layer.worth and layer.rows > 1 and layer.hidden or layer.out) -- as c's: rows begin alike
  layer.c_row = layer.has_c and recurrent_tile.padded(layer.hidden) or 0
  layer.c_at, layer.columns, layer.span_row = layer.rows * layer.h_row, 0, 0
  layer.state = layer.rows * (layer.h_row + layer.c_row)
  layer.stages = recurrent_kinds.stages(layer)
  layer.pairs = recurrent_pairs.of(node, layer, cx)
  if layer.pairs then recurrent_pairs.place(layer) end
  layer.rest = recurrent_rest.of(layer)
  if layer.rest then recurrent_rest.join(layer.stages[1], layer.rest) end
  for _, stage in ipairs(layer.stages) do finish_stage(stage, layer) end
  layer.sums = layer.rows * (layer.fused and 2 * layer.span_row or layer.block * layer.columns)
  layer.input_tile = input_tile(layer)
  recurrent_threads.plan(layer)
  layer.own_rows = layer.split and "rows" or layer.rows     -- in the functions of a walk
  return layer
end

-- Areas of a walk beside the state that a stream keeps; one, where two walks share it out.
local function walk_areas(layer, stream)
  local areas = {
    {name = "states", count = stream and 0 or 2 * layer.state, note = "the state before and behind a step"},
    {name = "work", count = layer.work, note = layer.pairs and "h and x as large as their weights" or "a stage's result"},
    {name = "sums", count = layer.sums, note = layer.fused and "a panel's sums" or "input half of a block of steps"},
  }
  if not layer.both then return areas end
  local count, notes = 0, {}
  for _, area in ipairs(areas) do
    count = count + area.count
    notes[#notes + 1] = area.count > 0 and area.note or nil
  end
  return {{name = "space", count = layer.fused and 2 * layer.half or count, note = table.concat(notes, ", ")}}
end

local function memory_of(layer, stream)
  local state, scratch = {}, {}
  if stream then
    local runs = layer.layers * layer.directions * layer.n // layer.rows
    state[1] = {name = "state", count = runs * 2 * layer.state, note = (layer.has_c and "h and c" or "h")
      .. " of each layer, two of each by turns; rows in panels of 16"}
    state[2] = {name = "turn", count = 1, dtype = "i32", note = "0: nothing has run; 2 or 3: the first or second is the last one"}
  end
  for _, area in ipairs(walk_areas(layer, stream)) do
    if area.count > 0 then scratch[#scratch + 1] = area end
  end
  for l = 1, math.min(layer.layers - 1, 2) do
    scratch[#scratch + 1] = {name = between(layer, l).name, count = layer.rows * between(layer, l).N, note = "result of a lower layer"}
  end
  return state, scratch
end

--- The plan of a layer or a cell.  views: {x=, y=, h_in=, c_in=, h_out=, c_out=}, absent where nothing is read or wanted.
function recurrent_plan.plan(node, views, cx, cell)
  local layer = measure(node, views.x, cx, cell)
  local stream = not cell and cx.mode == "stream"
  local roles = roles_of(layer, views.x, views.y)
  local runs = runs_of(layer, roles, views.x, views.y)
  local state, scratch = memory_of(layer, stream)
  local vars, runtime = recurrent_kinds.functions(node, cx.ops)
  if layer.split or layer.both then runtime[#runtime + 1] = "share" end
  if layer.pairs then runtime[#runtime + 1] = "gate_pairs" end
  if layer.rest then runtime[#runtime + 1] = "gate_rest" end
  local own = {expr = expr, place = place, nest = nest, first_of = first_of, layer = layer, stages = layer.stages, roles = roles, runs = runs,
    rows = layer.rows, own_rows = layer.own_rows, columns = layer.columns, block = layer.block, streams = stream, h_in = views.h_in or false,
    c_in = views.c_in or false, h_out = views.h_out or false, c_out = views.c_out or false, threads = recurrent_threads.comment(layer)}
  for name, value in pairs(own) do vars[name] = value end
  return {constants = recurrent_pack.constants(node, layer, runs), state = state, scratch = scratch, runtime = runtime,
    vars = vars}
end

return recurrent_plan
