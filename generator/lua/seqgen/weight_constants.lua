--- weight_constants: tensors that an attribute takes from the weights, `initial_h: {tensor: rnn.h0}`.
--
-- An operator says what they look like: `op.constants(node, inputs)` → {attribute → {axes=, size=}}.  A stored tensor may
-- leave out N, or have size 1 there (each row of the batch then starts alike), and may leave out D where that is 1.

local random_weights = require "seqgen.random_weights"
local tensor = require "tensor"
local weight_reader = require "seqgen.weight_reader"
local weight_text = require "seqgen.weight_text"

local weight_constants = {}

local LEFT_OUT = {{}, {N = true}, {D = true}, {N = true, D = true}}

local function full_shape(constant)
  local shape = {}
  for i, axis in ipairs(constant.axes) do shape[i] = constant.size[axis] end
  return shape
end

-- A stored shape written with all axes, 1 for those left out; nil if it does not fit so.
local function fit(constant, stored, left_out)
  local shape, at = {}, 0
  for i, axis in ipairs(constant.axes) do
    if left_out[axis] then
      shape[i] = 1
    else
      at = at + 1
      if stored[at] ~= constant.size[axis] and not (axis == "N" and stored[at] == 1) then return nil end
      shape[i] = stored[at]
    end
  end
  return at == #stored and shape or nil
end

-- The stored shape of a batch of one, (D, 1, C), where the model has no batch.
local function without_batch(constant, stored)
  local rank = #constant.axes
  if constant.size.N or #stored ~= rank + 1 or stored[rank] ~= 1 then return stored end
  local shape = {table.unpack(stored)}
  table.remove(shape, rank)
  return shape
end

local function align(constant, stored)
  stored = without_batch(constant, stored)
  for _, left_out in ipairs(LEFT_OUT) do
    local shape = not (left_out.D and constant.size.D ~= 1) and fit(constant, stored, left_out)
    if shape then return shape end
  end
end

-- Repeats the batch's one row, where it is one.
local function spread(t, aligned, constant)
  local full = full_shape(constant)
  return tensor.zeros("f64", full):add(t:reshape(aligned)):to("f32")
end

local function report(where, message, e)
  e.mark, e.message = where.mark, string.format("%s: %s %s", where.layer, where.what, message)
  where.diag:error(e)
end

local function read(state, constant, name, where)
  if not state.container or not state.container.entries[name] then
    if state.container_failed then return nil end
    report(where, "does not exist", {
      found = state.container and weight_text.stored(state.container, state.container.names, 6) or "no `weights` that name a file",
      expected = string.format("'%s' %s (%s)", name, weight_text.shape(full_shape(constant)), table.concat(constant.axes, ", ")),
      fix = "store it under this name, or take the attribute away: the default is zeros"})
    return nil
  end
  state.used[name] = true
  local description = weight_reader.describe(state.container, name, where)
  if not description then return nil end
  local aligned = align(constant, description.shape)
  if not aligned then
    report(where, "has the wrong shape", {found = weight_text.shape(description.shape),
      expected = string.format("%s (%s); N may be left out", weight_text.shape(full_shape(constant)),
        table.concat(constant.axes, ", ")), fix = "store it in this order of axes"})
    return nil
  end
  local t = weight_reader.load(state.container, name, where)
  return t and spread(t, aligned, constant)
end

local function make(state, node, attribute, tensor_record, constant)
  local name = tensor_record.constant_name
  if state.seed then
    return random_weights.make(state.seed, name, {name = attribute, shape = full_shape(constant)}, 1)
  end
  local label = state.container and state.container.label or "the weights"
  return read(state, constant, name, {diag = state.cx.diag, mark = node.marks[attribute] or node.mark,
    layer = string.format("layer '%s'", node.name), what = string.format("tensor '%s' in %s", name, label), file_line = state.file_line})
end

--- Gives the tensors behind a node's attributes their axes, size and numbers, as new records in g.tensors.
function weight_constants.bind(state, g, node, op)
  local inputs = {}
  for i, id in ipairs(node.inputs) do inputs[i] = g.tensors[id] end
  for attribute, id in pairs(node.refs) do
    local old = g.tensors[id]
    if old.constant_name then
      local constant = op.constants(node, inputs)[attribute]
      g.tensors[id] = {id = id, name = old.name, dtype = "f32", mark = old.mark, constant_name = old.constant_name,
        axes = constant.axes, size = constant.size, constant = make(state, node, attribute, old, constant)}
    end
  end
end

return weight_constants
