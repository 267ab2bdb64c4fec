--- product_text: the C text that templates/ops/product_*.c.tpl put together, from what product.plan says.
--
-- Indices in the text: g group, d n t places, o the panel's first output, c a column of the panel, i a block of terms,
-- `first` a tile's first row.

local counted = require "seqgen.counted"
local expr = require "seqgen.expr"
local product_threads = require "seqgen.product_threads"
local tables = require "seqgen.tables"

local product_text = {}

local function sum_text(parts)
  local list = {}
  for _, part in ipairs(parts) do
    if part ~= 0 and part ~= "0" then list[#list + 1] = tostring(part) end
  end
  return #list > 0 and table.concat(list, " + ") or "0"
end

-- `for (…)` over 0 … size - 1, by steps.
local function for_loop(var, size, step)
  return string.format("for (int %s = 0; %s < %s; %s)", var, var, size, step and var .. " += " .. step or var .. "++")
end

-- How far block number i lies from the first in x.
local function block_offset(plan)
  local b = plan.block
  if plan.p.blocks.count == 1 then return 0 end
  if b.parts == 1 then return expr.mul("i", b.step) end
  return string.format("i / %d * %s + i %% %d * %s", b.parts, b.step, b.parts, b.part)
end

local function x_text(plan, row, block)
  local parts = {plan.x.ptr}
  if plan.groups > 1 then parts[#parts + 1] = expr.mul("g", plan.group_channels) end
  for _, o in ipairs(plan.outer) do parts[#parts + 1] = expr.mul(o.var, plan.x.stride[o.axis] or 0) end
  parts[#parts + 1] = expr.mul(row, plan.x.stride[plan.row.axis] or 0)
  parts[#parts + 1] = block
  return sum_text(parts)
end

-- The loops round the tiles, outermost first.
local function loops_of(plan)
  local p, list = plan.p, {}
  local panel_loop = p.panels > 1 and for_loop("o", p.outputs, p.width) or nil
  if plan.groups > 1 then list[1] = for_loop("g", plan.groups) end
  if plan.panels_first then list[#list + 1] = panel_loop end
  for _, o in ipairs(plan.outer) do list[#list + 1] = for_loop(o.var, o.size) end
  if not plan.panels_first then list[#list + 1] = panel_loop end
  return list
end

-- Outputs of a panel from column c on.
local function left_text(p)
  if p.panels == 1 then return p.outputs .. " - c" end
  if p.outputs % p.width == 0 then return p.width .. " - c" end
  return string.format("(%d - o < %d ? %d - o : %d) - c", p.outputs, p.width, p.outputs, p.width)
end

-- The step of y that index `text` of a plan's steps means: plan.every apart, from plan.from on.
local function spread(plan, axis, text)
  if axis ~= "T" or not plan.every then return text end
  return sum_text {expr.mul(text:find(" ") and "(" .. text .. ")" or text, plan.every), plan.from}
end

-- Places that are settled outside, and those of the loops.
local function place_of(plan)
  local at = tables.copy(plan.at)
  for _, o in ipairs(plan.outer) do at[o.axis] = o.var end
  return at
end

-- The tile's sizes, which follow from the compiler's target.
local function sizes_text(plan)
  local p, row = plan.p, plan.form == "row"
  local rows = string.format("RT_ROWS(%d, VECS)", plan.row.most)
  if plan.form == "long" then rows = "RT_SMALLER(8, " .. rows .. ")" end   -- no tile overlaps another: 8 often divides
  return string.format("enum { VECS = RT_VECS(%d, %d), COLUMNS = VECS * RT_LANES%s };", p.width,
    row and plan.side or math.min(4, plan.row.most), row and "" or ", ROWS = " .. rows)
end

--- `text`, a statement, inside the loops, outermost first.
function product_text.nest(loops, text)
  for i = #loops, 1, -1 do
    if text:find("^{") then text = loops[i] .. " " .. text
    else text = loops[i] .. "\n    " .. text:gsub("\n(.)", "\n    %1") end
  end
  return text
end

-- What the numbers of a tile's call mean.
local function about(plan)
  local b, p = plan.block, plan.p
  local taps = b.taps > 1 and string.format("%d taps, %s apart in x, of ", b.taps, plan.x.tap) or ""
  local terms = taps .. counted(b.channels, b.taps > 1 and "channel" or "term")
  local rows = plan.form ~= "row" and string.format("rows %s apart in x; ", plan.x.stride[plan.row.axis] or 0) or ""
  return string.format("/* %s%s%s */", rows, p.blocks.count > 1 and p.blocks.count .. " blocks of " or "", terms)
end

--- All pieces; `k`: the C names of the constants.
function product_text.pieces(plan, k)
  local p, b, row_axis = plan.p, plan.block, plan.row.axis
  local panel = p.panels > 1 and "o" or 0
  local group_weights = plan.groups > 1 and "g * " .. p.panels * p.width * plan.terms or 0
  local group_bias = plan.groups > 1 and "g * " .. p.panels * p.width or 0
  local offset = block_offset(plan)
  return {
    sizes = sizes_text(plan),
    loops = loops_of(plan),
    columns = p.panels > 1 and p.outputs % p.width ~= 0 and string.format("c < %d && o + c < %d", p.width, p.outputs)
      or "c < " .. p.width,
    left = left_text(p),
    about = about(plan),
    w = sum_text {k.w, group_weights, p.panels > 1 and "o * " .. plan.terms or 0},
    b = sum_text {k.b, group_bias, panel},
    x = function(row, block) return x_text(plan, row, block and offset) end,
    blocks = string.format("%d, %s, %d, %s", p.blocks.count, p.blocks.count > 1 and b.step or 0, b.parts, b.part or 0),
    x_row = plan.x.stride[row_axis] or 0,
    terms = string.format("%s, %s, %s, %s", b.taps, b.taps > 1 and plan.x.tap or 0, b.channels, plan.x.channel),
    block_weights = plan.terms // p.blocks.count * p.width,
    channel = sum_text {plan.groups > 1 and "g * " .. p.outputs or 0, panel, "c"},
    place = place_of(plan),
    rows = product_threads.rows(plan),
    share = function(text) return product_threads.share(text, plan) end,
    spread = function(axis, text) return spread(plan, axis, text) end,
    y_row = function(y) return expr.mul(y.stride[row_axis] or 0, row_axis == "T" and plan.every or 1) end,
    whole = p.outputs % 16 == 0 and p.width % 16 == 0,
  }
end

return product_text
