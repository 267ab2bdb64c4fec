--- schedule: placed graph → calls.  Each node becomes one C function; its operator's `plan` says which constants,
-- state, scratch and runtime routines it needs, with views of the tensors it works on.
--
-- calls[i] = {node, op, fn, views={name → view}, params={C text...}, args={pointer...}, plan, steps={step...},
--             tail={{name, param, arg}...}: sizes and strides that vary with the length, parameters where they are used;
--             constants={{name, c_name, array, dims, note}...}, k={name → C name}, reads={buffer id...}, writes={buffer id...}}
-- pointer  = {kind="input"|"output"|"scratch", index, buffer, offset, dtype} | {kind="state", field} | {kind="area", area}
--            | {kind="blob", constant}

local c_name = require "seqgen.c_name"
local emit_constants = require "seqgen.emit_constants"
local expr = require "seqgen.expr"
local file_names = require "seqgen.file_names"
local tables = require "seqgen.tables"

local schedule = {}

-- What an operator sees of a tensor, and what the caller has to pass for it.
-- Numbers stand in the function; what varies with the length is a parameter of it.
local function make_view(tensor, ptr, steps, tail)
  local s = tensor.storage
  local view = {ptr = ptr, tensor = tensor, axes = tensor.axes, dtype = tensor.dtype, kind = s.kind,
    size = {}, max = {}, stride = {}, order = s.order}
  local function number_or_param(value, name, c_type)
    if expr.is_number(value) then return value end
    tail[#tail + 1] = {name = name, param = c_type .. " " .. name, arg = value}
    return name
  end
  for _, axis in ipairs {"D", "N", "T", "C"} do
    view.max[axis] = tensor.size[axis] or 1
    local size = axis == "T" and tensor.length and steps[tensor.id] or view.max[axis]
    view.size[axis] = number_or_param(size, ptr .. "_t", "int")
  end
  for _, axis in ipairs {"D", "N", "T", "C"} do
    local stride = view.max[axis] > 1 and s.stride[axis] or tensor.size[axis] and expr.is_number(s.stride[axis])
      and s.stride[axis] or 0
    view.stride[axis] = number_or_param(stride, ptr .. "_stride_" .. axis:lower(), "ptrdiff_t")
  end
  return view
end

-- The C expression of a tensor's first element in `run`; memory fills in where scratch lies.
local function pointer_of(tensor)
  local s = tensor.storage
  return {kind = s.kind, index = s.index, buffer = s.buffer, offset = s.offset, dtype = tensor.dtype}
end

-- A tensor's pointer becomes a parameter; `qualifier`: "const " for what is read.
local function add_pointer(call, tensor, name, qualifier)
  call.params[#call.params + 1] = qualifier .. c_name.TYPE[tensor.dtype] .. " *" .. name
  call.args[#call.args + 1] = pointer_of(tensor)
end

local function add_input(call, g, name, id, tail)
  local tensor = g.tensors[id]
  local view = make_view(tensor, name, g.steps, tail)
  call.views[name] = view
  if tensor.constant then
    call.constants[#call.constants + 1] = {name = name, array = tensor.constant, view = view,
      note = "from " .. (tensor.constant_name or "the spec")}
    return view
  end
  call.reads[#call.reads + 1] = tensor.storage.buffer
  add_pointer(call, tensor, name, "const ")
  return view
end

local function add_output(call, g, name, id, tail)
  local tensor = g.tensors[id]
  local view = make_view(tensor, name, g.steps, tail)
  call.views[name] = view
  call.writes[#call.writes + 1] = tensor.storage.buffer
  add_pointer(call, tensor, name, "")
  return view
end

local function input_name(op, i)
  local names = op.inputs.names
  return names and names[i] or (names and names[#names] or "x") .. i
end

local function add_tensors(call, g, op, tail)
  local node, inputs, outputs, refs = call.node, {}, {}, {}
  for i, id in ipairs(node.inputs) do inputs[i] = add_input(call, g, input_name(op, i), id, tail) end
  for _, a in ipairs(op.attributes or {}) do
    if node.refs[a.name] then refs[a.name] = add_input(call, g, a.name, node.refs[a.name], tail) end
  end
  for i, step in ipairs(node.post) do
    call.steps[i] = tables.copy(step)
    if step.operand then call.steps[i].view = add_input(call, g, "operand" .. i, step.operand, tail) end
  end
  for i, result in ipairs(op.results) do
    local id = node.outputs[i]
    if id then outputs[i] = add_output(call, g, i == 1 and "y" or result, id, tail) end
  end
  return inputs, outputs, refs
end

-- State and scratch become pointers of the function, behind its tensors.
local function add_memory(call)
  for _, field in ipairs(call.plan.state or {}) do
    call.params[#call.params + 1] = c_name.TYPE[field.dtype or "f32"] .. " *" .. field.name
    call.args[#call.args + 1] = {kind = "state", field = field}
  end
  for _, area in ipairs(call.plan.scratch or {}) do
    call.params[#call.params + 1] = c_name.TYPE[area.dtype or "f32"] .. " *" .. area.name
    call.args[#call.args + 1] = {kind = "area", area = area}
  end
end

local function append(list, other)
  for _, v in ipairs(other) do list[#list + 1] = v end
end

-- A fused step's own constants: one number for all channels, or one a channel.
local function step_constants(call)
  for i, step in ipairs(call.steps) do
    step.names = {}
    for j, array in ipairs(step.constants or {}) do
      step.names[j] = #step.constants == 1 and "step" .. i or "step" .. i .. "_" .. j
      call.constants[#call.constants + 1] = {name = step.names[j], array = array,
        note = string.format("of %s, fused", step.op)}
    end
  end
end

local function initialises_state(call, name)
  for _, field in ipairs(call.plan.state or {}) do
    if field.initial == name then return true end
  end
  return false
end

-- Numbers that are finite may leave float32 where they are joined: a sum of biases, a scale and a variance.
-- What is packed while it is written holds weights as they are.
local function check_finite(call, constant, cx)
  local at = constant.array.find_non_finite and constant.array:find_non_finite()
  if not at then return end
  cx.diag:error {mark = call.node.mark,
    message = string.format("layer '%s': its weights leave float32 where they are joined", call.node.name),
    found = string.format("%s (%s)", constant.array:at(table.unpack(at)), constant.note or constant.name),
    expected = "numbers of at most 3.4e38", fix = "look for a weight, a scale or a variance of absurd size in this layer and its neighbours"}
end

-- Every constant gets the file-wide C name that templates know as `k.<name>`.  One that goes to the blob is a parameter.
local function name_constants(call, g, names, cx)
  call.k = {}
  for _, constant in ipairs(call.constants) do
    check_finite(call, constant, cx)
    constant.c_name = g.name .. "_" .. names(call.fn .. "_" .. constant.name)
    constant.in_blob = cx.options.weights == "blob" and emit_constants.is_large(constant)
      and not initialises_state(call, constant.name)
    call.k[constant.name] = emit_constants.pointer(constant)
    if constant.view then constant.view.ptr = call.k[constant.name] end
    if constant.in_blob then
      call.params[#call.params + 1] = "const " .. c_name.TYPE[constant.array:dtype()] .. " *" .. constant.c_name
      call.args[#call.args + 1] = {kind = "blob", constant = constant}
    end
  end
end

local function plan_call(g, node, names, cx)
  local op, fn = cx.ops[node.op], names((node.name:gsub("^[Rr][Tt]_", "layer_%0")))
  local call = {node = node, op = op, fn = fn, views = {}, params = {}, args = {}, constants = {}, reads = {},
    writes = {}, steps = {}, tail = {}}
  local inputs, outputs, refs = add_tensors(call, g, op, call.tail)
  call.plan = op.plan(node, inputs, outputs, {mode = g.mode, refs = refs, options = cx.options, ops = cx.ops, graph = g})
  append(call.constants, call.plan.constants or {})
  step_constants(call)
  name_constants(call, g, names, cx)
  add_memory(call)
  return call
end

-- A call that can fail on what the caller gave comes first, so that it fails before anything is kept.
local function fails_early(call)
  if not call.plan.fails then return false end
  for _, view in pairs(call.views) do
    if view.kind ~= "input" and view.tensor.id ~= call.node.outputs[1] then return false end
  end
  return true
end

local function failing_first(calls)
  local first, rest = {}, {}
  for _, call in ipairs(calls) do
    local list = fails_early(call) and first or rest
    list[#list + 1] = call
  end
  append(first, rest)
  return first
end

-- How many calls, from the first, may have changed state when one of them fails, on ids that a layer computes.
local function calls_taken_back(calls)
  local count, stateful = 0, false
  for i, call in ipairs(calls) do
    stateful = stateful or #(call.plan.state or {}) > 0
    if call.plan.fails and stateful then count = i end
  end
  return count
end

function schedule.run(graph, cx)
  local g = tables.copy(graph)
  g.calls = {}
  local names = c_name.unique(file_names.behind_prefix(g))
  for _, node in ipairs(g.nodes) do
    if not node.is_view then
      g.calls[#g.calls + 1] = plan_call(g, node, names, cx)
    end
  end
  g.calls = failing_first(g.calls)
  g.taken_back = calls_taken_back(g.calls)
  return g
end

return schedule
