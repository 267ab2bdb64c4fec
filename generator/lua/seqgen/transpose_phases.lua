--- transpose_phases: a transposed convolution as `stride` ordinary ones.
--
-- Let u = t + left count the steps of the uncut result.  Those with u = m * stride + phase are met by the taps k with
-- k * dilation % stride == phase, at step m - (k * dilation - phase) / stride of x.  In order of those steps (the taps
-- backwards) they are a convolution with row m, taps `dilation / gcd(stride, dilation)` steps apart.

local expr = require "seqgen.expr"
local packed = require "seqgen.packed"
local panels = require "seqgen.panels"
local product = require "seqgen.product"
local tensor = require "tensor"

local transpose_phases = {}

local function gcd(a, b)
  while b > 0 do a, b = b, a % b end
  return a
end

-- The taps of a phase, last first; how many steps back in x the last one lies; the first result.
local function phase_of(w, number)
  local phase = {taps = {}, back = 0}
  for k = w.kernel - 1, 0, -1 do
    if k * w.dilation % w.stride == number then phase.taps[#phase.taps + 1] = k end
  end
  if #phase.taps > 0 then phase.back = (phase.taps[1] * w.dilation - number) // w.stride end
  phase.m = math.max(0, (w.left - number + w.stride - 1) // w.stride)
  phase.from = phase.m * w.stride + number - w.left
  return phase
end

--- {dilation, before, after: how many steps beyond the ends of x are read, [1...]: {taps, back, m, from}}
function transpose_phases.of(w, output_padding)
  local phases = {dilation = w.dilation // gcd(w.stride, w.dilation), stride = w.stride, before = 0,
    after = math.max(0, (w.reach - w.right + output_padding) // w.stride)}
  for number = 0, w.stride - 1 do
    local phase = phase_of(w, number)
    phases[#phases + 1] = phase
    phases.before = math.max(phases.before, phase.back - phase.m)
  end
  return phases
end

-- weight [in][out/groups][tap] as [group][out][in][tap of the phase]
local function phase_weight(node, taps)
  local groups, s = node.attrs.groups, node.weights.weight:shape()
  local grouped = node.weights.weight:reshape {groups, s[1] // groups, s[2], s[3]}:permute {1, 3, 2, 4}
  if #taps == 0 then return tensor.zeros("f32", {groups, s[2], s[1] // groups, 0}) end
  return grouped:take(4, taps)
end

-- How many steps of y a phase makes.
local function row_of(phase, stride, y)
  local more = stride - 1 - phase.from
  local size = expr.is_number(y.size.T) and (y.size.T + more) // stride or string.format("(%s) / %d", expr.add(y.size.T, more), stride)
  return {axis = "T", size = size, most = (y.max.T + more) // stride}
end

--- The products of all phases, {m, w (its weights' offset), taps}, and their constants.
function transpose_phases.plan(node, phases, source, y)
  local list, arrays, offset, bias = {}, {}, 0, nil
  for _, phase in ipairs(phases) do
    local row = row_of(phase, phases.stride, y)
    local p = panels.plan(phase_weight(node, phase.taps), node.weights.bias, y.max.T)
    local first = phases.before + phase.m - phase.back
    local x = setmetatable({ptr = source.ptr .. (first > 0 and " + " .. expr.mul(source.stride.T, first) or "")}, {__index = source})
    if row.most > 0 then
      list[#list + 1] = {w = offset, taps = phase.taps, m = product.plan(p, {row = row, outer = {}}, x, {at = source.at,
        group_channels = expr.mul(p.channels, source.channel), every = phases.stride, from = phase.from})}
      arrays[#arrays + 1] = p.constants[1].array
      offset = offset + p.constants[1].array:count()
      bias = p.constants[2]
    end
  end
  local w = packed.join(arrays)
  return list, {{name = "w", array = w, dims = {w:count()}, note = "weight by phases, each " .. list[1].m.p.constants[1].note}, bias}
end

return transpose_phases
