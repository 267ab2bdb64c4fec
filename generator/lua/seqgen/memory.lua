--- memory: scheduled calls → the plan of the instance: state fields, and where each buffer lies in the scratch.
--
-- A buffer lives from the call that writes it to the last call that reads it (or a view of it).  Buffers are
-- placed largest first at the lowest offset where nothing that lives at the same time lies, as in "greedy by size"
-- of Pisarchyk and Lee, Efficient Memory Management for Deep Neural Net Inference, 2020; then in other orders, while the
-- plan is larger than the largest sum of what lives at one time.

local c_name = require "seqgen.c_name"
local tables = require "seqgen.tables"

local memory = {}

local TRIES = 32      -- orders of placing, where the first leaves room to spare
local MOST_PAIRS = 2e7    -- pairs of buffers compared in these tries: a model of thousands of layers takes its first order

local function element_count(tensor)
  local n = 1
  for _, axis in ipairs(tensor.axes) do n = n * tensor.size[axis] end
  return n
end

local function tensor_buffers(g)
  local buffers, list = {}, {}
  for i, call in ipairs(g.calls) do
    for _, id in ipairs(call.writes) do
      local tensor = g.tensors[id]
      if tensor.storage.kind == "scratch" and not buffers[id] then
        buffers[id] = {what = "output of " .. call.node.name, tensor = id, count = element_count(tensor),
          dtype = tensor.dtype, first = i, last = i}
        list[#list + 1] = buffers[id]
      end
    end
    for _, id in ipairs(call.reads) do
      if buffers[id] then buffers[id].last = i end
    end
  end
  return buffers, list
end

local function area_buffers(g, list)
  local areas = {}
  for i, call in ipairs(g.calls) do
    for _, area in ipairs(call.plan.scratch or {}) do
      areas[area] = {what = string.format("%s of %s", area.note or area.name, call.node.name), count = area.count,
        dtype = area.dtype or "f32", first = i, last = i}
      list[#list + 1] = areas[area]
    end
  end
  return areas
end

local function of_type(list, dtype)
  local found = {}
  for _, buffer in ipairs(list) do
    if buffer.dtype == dtype then found[#found + 1] = buffer end
  end
  return found
end

local function live_together(a, b)
  return a.first <= b.last and b.first <= a.last
end

-- The lowest offset at which `buffer` meets none of `placed` that lives with it.
local function lowest_offset(buffer, placed)
  local others = {}
  for _, other in ipairs(placed) do
    if live_together(buffer, other) then others[#others + 1] = other end
  end
  table.sort(others, function(a, b) return a.offset < b.offset end)
  local offset = 0
  for _, other in ipairs(others) do
    if offset + buffer.count <= other.offset then break end
    offset = math.max(offset, other.offset + other.count)
  end
  return offset
end

-- An operator that works element by element may write over its own input when nobody reads that any more.
local function join_in_place(g, buffers, list)
  for i, call in ipairs(g.calls) do
    local x, y = buffers[call.reads[1] or 0], buffers[call.writes[1] or 0]
    if call.plan.in_place and x and y and x ~= y and x.last == i and x.count == y.count and x.dtype == y.dtype then
      x.last = y.last
      x.what = x.what .. ", " .. y.what
      for id, buffer in pairs(buffers) do
        if buffer == y then buffers[id] = x end
      end
      for k, buffer in ipairs(list) do
        if buffer == y then table.remove(list, k) break end
      end
    end
  end
end

-- The largest sum of what lives at one time: no plan can do with less.
local function lower_bound(list)
  local most = 0
  for _, at in ipairs(list) do      -- the sum only grows where a buffer begins to live
    local sum = 0
    for _, buffer in ipairs(list) do
      if buffer.first <= at.first and at.first <= buffer.last then sum = sum + buffer.count end
    end
    most = math.max(most, sum)
  end
  return most
end

-- Places the buffers in this order; returns the size of it all and the buffer that ends there.
local function place_in_order(order)
  local placed, size, last = {}, 0, nil
  for _, buffer in ipairs(order) do
    buffer.offset = lowest_offset(buffer, placed)
    placed[#placed + 1] = buffer
    local stop = buffer.offset + buffer.count
    if stop > size then size, last = stop, buffer end
  end
  return size, last
end

local function with_first(order, buffer)
  local moved = {buffer}
  for _, other in ipairs(order) do
    if other ~= buffer then moved[#moved + 1] = other end
  end
  return moved
end

local function largest_first(list)
  local order = {table.unpack(list)}
  for i, buffer in ipairs(order) do buffer.order = i end
  table.sort(order, function(a, b)
    if a.count ~= b.count then return a.count > b.count end
    return a.order < b.order
  end)
  return order
end

-- Largest first is near the best most of the time.  Where it is not, the buffer that ended on top is placed first in the next
-- try, until the bound is met; the smallest plan stays.
local function place(list)
  local order, bound = largest_first(list), lower_bound(list)
  local size, last = place_in_order(order)
  local best, least = order, size
  for _ = 1, math.min(TRIES, MOST_PAIRS // (#list * #list + 1)) do
    if least <= bound then break end
    order = with_first(order, last)
    size, last = place_in_order(order)
    if size < least then best, least = order, size end
  end
  return (place_in_order(best))
end

-- The list of fields, and the same by what the operator's plan calls them.  Where a call can fail behind one that changes its
-- state, a field has a copy, {before=the field}, from which it goes back.
local function state_fields(g)
  local fields, of_field, names = {}, {}, c_name.unique {"scratch", "iscratch"}
  for i, call in ipairs(g.calls) do
    for _, field in ipairs(call.plan.state or {}) do
      local f = {field = field, name = names(call.fn .. "_" .. field.name), count = field.count,
        dtype = field.dtype or "f32", note = field.note, call = call}
      fields[#fields + 1], of_field[field] = f, f
      if i <= (g.taken_back or 0) then
        fields[#fields + 1] = {name = names(f.name .. "_before"), count = f.count, dtype = f.dtype, before = f, call = call,
          note = "the same before the call, in case an id is out of range"}
      end
    end
  end
  return fields, of_field
end

--- g.memory = {state={field...}, buffers={what, offset, count, first, last...}, scratch, iscratch, bound} in elements,
-- and `locate(pointer)` for emit: the offset of a tensor's or area's buffer.
function memory.run(graph)
  local g = tables.copy(graph)
  local buffers, list = tensor_buffers(g)
  local areas = area_buffers(g, list)
  join_in_place(g, buffers, list)
  local state, of_field = state_fields(g)
  g.memory = {state = state, of_field = of_field, buffers = list, scratch = place(of_type(list, "f32")),
    iscratch = place(of_type(list, "i32")), bound = lower_bound(list), of_tensor = buffers, of_area = areas}
  return g
end

return memory
