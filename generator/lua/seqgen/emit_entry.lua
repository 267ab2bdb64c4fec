--- emit_entry: what the templates of declarations and entry points insert: parameters, checks, calls, descriptor.

local c_name = require "seqgen.c_name"
local expr = require "seqgen.expr"
local stream = require "seqgen.stream"

local emit_entry = {}

local DTYPE = {f32 = "SEQGEN_F32", i32 = "SEQGEN_I32"}

local function run_params(g)
  local list = {g.name .. " *" .. c_name.instance(g.name)}
  for _, input in ipairs(g.inputs) do
    list[#list + 1] = "const " .. c_name.TYPE[input.dtype] .. " *" .. input.name
    if input.variable then list[#list + 1] = "int " .. input.name .. "_length" end
  end
  for _, output in ipairs(g.outputs) do
    list[#list + 1] = c_name.TYPE[g.tensors[output.tensor].dtype] .. " *" .. output.name
  end
  return c_name.wrap(list, #g.name + 9, 8)
end

local function any_args(g)
  local list = {"(" .. g.name .. " *)instance"}
  for i, input in ipairs(g.inputs) do
    list[#list + 1] = string.format("(const %s *)inputs[%d]", c_name.TYPE[input.dtype], i - 1)
    if input.variable then list[#list + 1] = string.format("lengths[%d]", i - 1) end
  end
  for i, output in ipairs(g.outputs) do
    list[#list + 1] = string.format("(%s *)outputs[%d]", c_name.TYPE[g.tensors[output.tensor].dtype], i - 1)
  end
  return c_name.wrap(list, #g.name + 16, 8)
end

-- C text that is true where a caller's length is refused.
local function bad_length(g, name)
  local text = string.format("%s < %d || %s > %d", name, g.shortest, name, g.longest)
  if (g.chunk_multiple or 1) > 1 then text = text .. string.format(" || %s %% %d != 0", name, g.chunk_multiple) end
  return text
end

local function length_names(g)
  local names = {}
  for _, input in ipairs(g.inputs) do
    if input.variable then names[#names + 1] = input.name .. "_length" end
  end
  return names
end

local function length_checks(g)
  local names, lines = length_names(g), {}
  if #names == 0 then return lines end
  lines[1] = string.format("if (%s) return SEQGEN_E_LENGTH;", bad_length(g, names[1]))
  for i = 2, #names do
    lines[i] = string.format("if (%s != %s) return SEQGEN_E_LENGTH;", names[i], names[1])
  end
  return lines
end

-- Without parentheses round the whole.
local function bare(text)
  return text:match("^%b()$") and text:sub(2, -2) or text
end

-- The lengths that some call names, as local variables of `run`.
local function used_lengths(g, text)
  local names, list = length_names(g), {}
  for _, l in ipairs(g.lengths) do
    if c_name.mentions(text, l.name) then
      list[#list + 1] = {name = l.name, text = (bare(l.text):gsub("%f[%w_]length%f[^%w_]", names[1]))}
    end
  end
  return list
end

local function scratch_text(g, offset, dtype)
  local text = c_name.instance(g.name) .. (dtype == "i32" and "->iscratch" or "->scratch")
  return offset == 0 and text or text .. " + " .. offset
end

local function pointer_text(p, g)
  if p.kind == "blob" then
    local constant = p.constant
    return string.format("(const %s *)(%s->weights + %d)", c_name.TYPE[constant.array:dtype()], c_name.instance(g.name),
      g.blob.offset[constant])
  end
  if p.kind == "state" then
    return c_name.instance(g.name) .. "->" .. g.memory.of_field[p.field].name
  elseif p.kind == "area" then
    return scratch_text(g, g.memory.of_area[p.area].offset, p.area.dtype)
  end
  local offset = p.offset
  if p.kind == "scratch" then
    return scratch_text(g, expr.add(g.memory.of_tensor[p.buffer].offset, offset), p.dtype)
  end
  local name = p.kind == "input" and g.inputs[p.index].name or g.outputs[p.index].name
  return offset == 0 and name or name .. " + " .. offset
end

local function call_lines(g, all_args)
  local list = {}
  for i, call in ipairs(g.calls) do
    local args = {}
    for j, arg in ipairs(all_args[i]) do
      args[j] = type(arg) == "table" and pointer_text(arg, g) or tostring(arg)
    end
    list[i] = {text = string.format("%s_%s(%s)", g.name, call.fn, c_name.wrap(args, #g.name + #call.fn + 6, 8)), fails = call.plan.fails}
  end
  return list
end

local function all_text(calls)
  local list = {}
  for i, call in ipairs(calls) do list[i] = call.text end
  return table.concat(list, "\n")
end

-- Parameters of `run` that no call names.
local function unused_params(g, text)
  local list, names = {}, {c_name.instance(g.name)}
  for _, input in ipairs(g.inputs) do names[#names + 1] = input.name end
  for _, name in ipairs(names) do
    if not c_name.mentions(text, name) then list[#list + 1] = name end
  end
  return list
end

local function descriptor(tensor, name, layout, variable)
  local shape = {}
  for i = 1, 4 do
    shape[i] = i <= #layout and (tensor.size[layout:sub(i, i)] or 1) or 0
  end
  return string.format('{"%s", "%s", %s, %d, {%s}, %d}', name, layout, DTYPE[tensor.dtype], #layout,
    table.concat(shape, ", "), variable and variable - 1 or -1)
end

local function descriptors(g)
  local inputs, outputs = {}, {}
  for i, input in ipairs(g.inputs) do
    inputs[i] = descriptor(g.tensors[input.tensor], input.name, input.layout, input.variable)
  end
  for i, output in ipairs(g.outputs) do
    local t = g.tensors[output.tensor]
    outputs[i] = descriptor(t, output.name, output.layout, t.length and output.layout:find("T", 1, true))
  end
  return inputs, outputs
end

local function length_range(g)
  local text = string.format("%d to %d", g.shortest, g.longest)
  return (g.chunk_multiple or 1) > 1 and text .. ", a multiple of " .. g.chunk_multiple or text
end

-- For each output with a T, its length: in C text, or the number that an adaptive pool makes of any length.
local function output_lengths(g)
  local list = {}
  for _, output in ipairs(g.outputs) do
    local t = g.tensors[output.tensor]
    if t.size.T then
      local text = t.length and bare(t.length:c_text("length")) or tostring(t.size.T)
      list[#list + 1] = {name = output.name, text = text, bad = bad_length(g, "length"),
        range = length_range(g) .. ", else SEQGEN_E_LENGTH"}
    end
  end
  return list
end

-- A stream's delay and receptive field, in steps of its inputs.
local function append_stream(g, list, names)
  local field = stream.receptive_field(g)
  list[#list + 1] = {name = names(g.name:upper() .. "_DELAY"), value = 0, note = " /* steps that an output lags behind */"}
  list[#list + 1] = {name = names(g.name:upper() .. "_RECEPTIVE_FIELD"), value = field or 0,
    note = field and " /* steps that an output can depend on */" or " /* 0: all steps since reset, by a recurrent layer */"}
end

local function sizes(g)
  local list, names = {}, c_name.unique()
  local function add(kind, name, tensor, layout)
    for i = 1, #layout do
      local axis = layout:sub(i, i)
      local note = axis == "T" and tensor.length and " /* at most */" or ""
      list[#list + 1] = {name = names(string.format("%s_%s_%s", g.name:upper(), name:upper(), axis)),
        value = tensor.size[axis] or 1, note = note}
    end
  end
  for _, input in ipairs(g.inputs) do add("input", input.name, g.tensors[input.tensor], input.layout) end
  for _, output in ipairs(g.outputs) do add("output", output.name, g.tensors[output.tensor], output.layout) end
  if g.mode == "stream" then append_stream(g, list, names) end
  return list
end

local function fields(g)
  local list, bytes = {}, 0
  local function add(name, dtype, count, note)
    if count == 0 then return end
    list[#list + 1] = {name = name, type = c_name.TYPE[dtype], count = count, note = note}
    bytes = bytes + 4 * count
  end
  for _, f in ipairs(g.memory.state) do
    add(f.name, f.dtype, f.count, (f.before and "" or "kept between calls: ") .. c_name.comment(f.note or f.name))
  end
  add("scratch", "f32", g.memory.scratch, "free between calls; see the plan above")
  add("iscratch", "i32", g.memory.iscratch, "free between calls")
  if #list == 0 and not g.blob then add("unused", "i32", 1, "C has no empty struct") end
  return list, bytes
end

local function resets(g)
  local list = {}
  for _, f in ipairs(g.memory.state) do
    local initial = f.field and f.field.initial and f.call.k[f.field.initial]
    list[#list + 1] = not f.before and {name = f.name, count = f.count,
      value = initial and initial .. (f.field.period and "[i % " .. f.field.period .. "]" or "[i]") or f.dtype == "i32" and "0" or "0.0f"}
      or nil
  end
  return list
end

-- State that is taken back where a call fails: {name=, copy=, count=} each.
local function taken_back(g)
  local list = {}
  for _, f in ipairs(g.memory.state) do
    if f.before then list[#list + 1] = {name = f.before.name, copy = f.name, count = f.count} end
  end
  return list
end

local function shape_text(tensor, layout)
  local parts = {}
  for i = 1, #layout do
    local axis = layout:sub(i, i)
    parts[i] = string.format("[%s %s%d]", axis, axis == "T" and tensor.length and "max " or "", tensor.size[axis] or 1)
  end
  return #parts > 0 and table.concat(parts) or "[1]"
end

local function run_comment(g)
  local lines = {g.mode == "stream" and "/* Takes the next chunk of a stream."
    or "/* Runs the model once; keeps nothing from call to call."}
  for _, input in ipairs(g.inputs) do
    lines[#lines + 1] = string.format(" *   in  %s %s", input.name, shape_text(g.tensors[input.tensor], input.layout))
  end
  for _, output in ipairs(g.outputs) do
    lines[#lines + 1] = string.format(" *   out %s %s", output.name, shape_text(g.tensors[output.tensor], output.layout))
  end
  lines[#lines + 1] = g.longest and string.format(" * A length is %s; buffers are dense at the true length.", length_range(g)) or nil
  lines[#lines + 1] = " * Buffers overlap nothing.  Returns SEQGEN_OK or a negative SEQGEN_E_… code. */"
  lines[#lines] = lines[#lines]:gsub("…", "...")
  return lines
end

--- Everything the templates insert, by name.  args[i]: the arguments of call i, C text or pointers.
function emit_entry.values(g, args)
  local env = {model = g.name, self = c_name.instance(g.name), stream = g.mode == "stream",
    run_params = run_params(g), any_args = any_args(g),
    checks = length_checks(g), calls = call_lines(g, args), output_lengths = {}, variable = g.longest ~= nil,
    sizes = sizes(g), resets = resets(g), taken_back = taken_back(g), run_comment = run_comment(g)}
  if g.blob then env.blob = {bytes = g.blob.bytes, checksum = string.format("0x%016x", g.blob.checksum)} end
  local text = all_text(env.calls)
  env.lengths = used_lengths(g, text)
  env.unused = unused_params(g, text)
  env.inputs, env.outputs = descriptors(g)
  env.fields, env.bytes = fields(g)
  if g.longest then env.output_lengths = output_lengths(g) end
  return env
end

return emit_entry
