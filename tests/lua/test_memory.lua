-- The memory plan: buffers that live at one time never overlap, others share.

local memory = require "seqgen.memory"

local tests = {}

local function tensor(id, count, kind)
  return {id = id, axes = {"C"}, size = {C = count}, dtype = "f32", storage = {kind = kind or "scratch", buffer = id}}
end

local function call(name, reads, writes, plan)
  return {node = {name = name}, fn = name, reads = reads, writes = writes, plan = plan or {}, k = {}}
end

-- A chain 1 → 2 → 3 with a residual from 1 to the end.
local function residual()
  return {tensors = {tensor(1, 10), tensor(2, 20), tensor(3, 10), tensor(4, 10, "output")}, calls = {
    call("a", {}, {1}), call("b", {1}, {2}), call("c", {2}, {3}), call("d", {3, 1}, {4})}}
end

function tests.buffers_that_live_together_lie_apart()
  local m = memory.run(residual()).memory
  local placed = m.of_tensor
  assert(placed[1].last == 4, "the residual lives to the end")
  for _, pair in ipairs {{1, 2}, {1, 3}, {2, 3}} do
    local a, b = placed[pair[1]], placed[pair[2]]
    assert(a.offset + a.count <= b.offset or b.offset + b.count <= a.offset, "overlap")
  end
end

function tests.the_bound_is_the_largest_sum_of_what_lives()
  local m = memory.run(residual()).memory
  assert(m.bound == 40 and m.scratch == 40, m.bound .. " " .. m.scratch)
end

function tests.dead_buffers_give_their_place()
  local g = {tensors = {tensor(1, 10), tensor(2, 10), tensor(3, 10), tensor(4, 1, "output")}, calls = {
    call("a", {}, {1}), call("b", {1}, {2}), call("c", {2}, {3}), call("d", {3}, {4})}}
  assert(memory.run(g).memory.scratch == 20)
end

function tests.another_order_is_tried_where_largest_first_leaves_room()
  local g = {tensors = {tensor(1, 30), tensor(2, 10), tensor(3, 20), tensor(4, 30), tensor(5, 1, "output")}, calls = {
    call("a", {}, {1}), call("b", {1}, {2}), call("c", {2}, {3}), call("d", {3}, {4}), call("e", {4}, {5})}}
  local m = memory.run(g).memory
  assert(m.bound == 50 and m.scratch == 50, m.bound .. " " .. m.scratch)
end

function tests.work_in_place_shares_one_buffer()
  local g = {tensors = {tensor(1, 10), tensor(2, 10), tensor(3, 1, "output")}, calls = {
    call("a", {}, {1}), call("b", {1}, {2}, {in_place = true}), call("c", {2}, {3})}}
  local m = memory.run(g).memory
  assert(m.scratch == 10 and m.of_tensor[1] == m.of_tensor[2])
end

function tests.an_input_that_is_read_later_is_not_overwritten()
  local g = {tensors = {tensor(1, 10), tensor(2, 10), tensor(3, 1, "output")}, calls = {
    call("a", {}, {1}), call("b", {1}, {2}, {in_place = true}), call("c", {2, 1}, {3})}}
  assert(memory.run(g).memory.scratch == 20)
end

function tests.a_layers_own_scratch_is_planned_too()
  local area = {name = "pre", count = 7}
  local g = {tensors = {tensor(1, 10), tensor(2, 1, "output")}, calls = {
    call("a", {}, {1}), call("b", {1}, {2}, {scratch = {area}})}}
  local m = memory.run(g).memory
  assert(m.scratch == 17 and m.of_area[area].count == 7)
end

return tests
