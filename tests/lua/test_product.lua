--- Products with packed weights: blocks, panels, how they are packed, and that no tile reaches behind an array.

local cost_model = require "seqgen.cost_model"
local packed = require "seqgen.packed"
local panels = require "seqgen.panels"
local product = require "seqgen.product"
local tensor = require "tensor"
local window = require "seqgen.window"

local tests = {}

local function equal(found, expected)
  assert(found == expected, string.format("found %s, expected %s", tostring(found), tostring(expected)))
end

-- ---- Blocks --------------------------------------------------------------------------------------------------------

function tests.blocks_cut_the_terms_without_a_rest()
  for taps = 1, 9 do
    for _, channels in ipairs {1, 3, 10, 16, 127, 128, 4095, 4096, 95232} do
      for _, outputs in ipairs {1, 16, 17, 40, 128, 129} do
        local b = cost_model.blocks(taps, channels, outputs)
        equal(b.taps * b.by_taps, taps)
        equal(b.channels * b.by_channels, channels)
        equal(b.count, b.by_taps * b.by_channels)
      end
    end
  end
end

function tests.many_outputs_need_no_blocks()
  equal(cost_model.blocks(3, 128, 256).count, 1)
end

function tests.few_outputs_are_summed_side_by_side()
  local b = cost_model.blocks(3, 16, 16)
  equal(b.count, 12)
  equal(cost_model.side_by_side(b, 16), 6)
end

function tests.long_sums_are_walked_block_by_block()
  local b = cost_model.blocks(1, 95232, 40)
  assert(b.channels <= 1024 and b.channels >= 128, b.channels)
end

-- ---- Panels --------------------------------------------------------------------------------------------------------

function tests.panels_cover_all_outputs_and_no_panel_is_empty()
  for outputs = 1, 300 do
    for _, rows in ipairs {1, 2, 4, 1000} do
      local width = cost_model.panel_width(outputs, rows)
      local count = (outputs + width - 1) // width
      assert(count * width >= outputs and (count - 1) * width < outputs, outputs)
    end
  end
end

-- The macros of runtime/tile.c.
local function vecs_of(width, rows, lanes, sums)
  local function shares(n, most) return (n + most - 1) // most end
  local vectors = shares(width, lanes)
  local most = math.min(rows < 4 and 8 or 4, rows < sums and sums // rows or 1)
  return shares(vectors, shares(vectors, most))
end

function tests.no_tile_reaches_behind_the_tail_of_an_array()
  for outputs = 1, 300 do
    for _, rows in ipairs {1, 2, 3, 4, 1000} do
      local width = cost_model.panel_width(outputs, rows)
      for _, target in ipairs {{1, 8}, {4, 8}, {4, 24}, {8, 8}, {8, 12}, {16, 24}} do
        local least, most = math.min(rows, 4), rows == 1 and math.max(1, 8 // ((width + 15) // 16)) or math.min(rows, 4)
        for side = least, most do -- rows of a tile, or blocks of one row
          local columns = vecs_of(width, side, target[1], target[2]) * target[1]
          local reach = (width + columns - 1) // columns * columns - width
          assert(reach <= 16, string.format("width %d, %d lanes, %d rows: %d floats", width, target[1], side, reach))
        end
      end
    end
  end
end

-- ---- Packing -------------------------------------------------------------------------------------------------------

local function numbered(shape)
  local count, list = 1, {}
  for _, n in ipairs(shape) do count = count * n end
  for i = 1, count do list[i] = i end
  return tensor.new("f32", shape, list)
end

-- Where p's packed array has the weight of an output, channel and tap.
local function place_of(p, group, output, channel, tap)
  local b = p.blocks
  local block = tap // b.taps * b.by_channels + channel // b.channels
  local term = (tap % b.taps) * b.channels + channel % b.channels
  local panel = group * p.panels + output // p.width
  return ((panel * b.count + block) * b.taps * b.channels + term) * p.width + output % p.width
end

function tests.weights_are_packed_by_group_panel_block_and_term()
  for _, size in ipairs {{1, 5, 4, 3}, {2, 50, 7, 1}, {3, 16, 16, 3}, {1, 3, 24, 2}, {1, 100, 2, 4}} do
    local weight = numbered(size)
    local p = panels.plan(weight, nil, 100)
    local w = packed.whole(p.constants[1].array)
    equal(w:count(), p.constants[1].array:count())
    for g = 0, size[1] - 1 do
      for o = 0, size[2] - 1 do
        for i = 0, size[3] - 1 do
          for k = 0, size[4] - 1 do equal(w:at(place_of(p, g, o, i, k)), weight:at(g, o, i, k)) end
        end
      end
    end
  end
end

function tests.biases_are_padded_with_zeros()
  local p = panels.plan(numbered {1, 50, 1, 7}, numbered {50}, 100)
  local b = p.constants[2].array
  equal(b:at(49), 50.0)
  for i = 50, b:count() - 1 do equal(b:at(i), 0.0) end
end

-- ---- Walking -------------------------------------------------------------------------------------------------------

local function view(size, stride)
  return {size = size, max = size, stride = stride}
end

local NODE = {post = {}}

function tests.axes_that_follow_one_another_are_one_run_of_rows()
  local y = view({D = 1, N = 3, T = 13, C = 4}, {D = 0, N = 52, T = 4, C = 1})
  local walk = product.walk({N = 130, T = 10}, y, NODE, {})
  equal(#walk.outer, 0)
  equal(walk.row.size, 39)
end

function tests.rows_that_lie_apart_are_walked_by_axis()
  local y = view({D = 1, N = 3, T = 13, C = 4}, {D = 0, N = 52, T = 1, C = 13})
  local walk = product.walk({N = 130, T = 10}, y, NODE, {})
  equal(walk.row.axis, "T")
  equal(walk.outer[1].axis, "N")
end

function tests.a_variable_length_is_an_axis_of_its_own()
  local y = {size = {D = 1, N = 3, T = "y_t", C = 4}, max = {D = 1, N = 3, T = 13, C = 4}, stride = {N = "y_stride_n", T = 4, C = 1}}
  local walk = product.walk({N = "x_stride_n", T = 10}, y, NODE, {})
  equal(walk.row.size, "y_t")
  equal(walk.row.most, 13)
end

-- ---- Windows -------------------------------------------------------------------------------------------------------

function tests.same_padding_keeps_t_and_puts_the_odd_step_behind()
  local w = window.of {kernel_size = 4, padding = "same"}
  equal(w.left, 1)
  equal(w.right, 2)
  equal(window.count(w, 11), 11)
end

function tests.same_padding_with_a_stride_gives_a_share_of_t()
  local w = window.of {kernel_size = 3, stride = 2, padding = "same"}
  equal(window.count(w, 11), 6)
  equal(window.left(w, 11, 6), 1)
  equal(window.left(w, 12, 6), 0)
end

return tests
