--- emit_layer: one call → the text of its C function and its arguments, from the operator's template.

local c_lines = require "seqgen.c_lines"
local c_name = require "seqgen.c_name"
local embedded = require "embedded"
local file_names = require "seqgen.file_names"
local index_text = require "seqgen.index_text"
local template = require "seqgen.template"
local vector_text = require "seqgen.vector_text"

local emit_layer = {}

local PARAMS_HERE = "\0params\0"

local function apply_step(step, v, at, call, op)
  if step.view then
    local operand = vector_text.load(step.view, at)
    if step.swapped then return op.expression(step.attrs, operand, v) end
    return op.expression(step.attrs, v, operand)
  end
  local operands = {}
  for i, name in ipairs(step.names) do
    operands[i] = vector_text.constant(call.k[name], step.constants[i]:count(), at)
  end
  return op.expression(step.attrs, v, table.unpack(operands))
end

--- The function of a template that applies the fused steps to `v` (C text of an rt_vec) at a place.
local function post_of(call, cx)
  return function(v, at)
    for _, step in ipairs(call.steps) do v = apply_step(step, v, at, call, cx.ops[step.op]) end
    return v
  end
end

-- The function that fills another template as a part of one with the values `env`: it sees those and `more`, and so do its own parts.
local function include_from(env)
  return function(name, more)
    local inner = setmetatable(more or {}, {__index = env})
    inner.include = include_from(inner)
    local path = "templates/" .. name
    return (template.fill(path, embedded.read(path), inner):gsub("\n$", ""))
  end
end

local function environment(call, g, cx)
  local env = {fn = g.name .. "_" .. call.fn, model = g.name, params = PARAMS_HERE, k = call.k,
    node = call.node, attrs = call.node.attrs, summary = c_name.comment(call.op.summary or ""), address = index_text.address, element = index_text.element,
    load_text = vector_text.load, store_text = vector_text.store, constant_text = vector_text.constant, post = post_of(call, cx),
    has_post = #call.steps > 0, stream = g.mode == "stream"}
  env.include = include_from(env)
  for name, view in pairs(call.views) do env[name] = view end
  for name, value in pairs(call.plan.vars or {}) do env[name] = value end
  return env
end

--- A giver of names for the functions beside the calls' own, which may not be called as another layer's.
function emit_layer.part_names(g)
  local taken = file_names.behind_prefix(g)
  for _, call in ipairs(g.calls) do
    taken[#taken + 1] = call.fn
    for _, constant in ipairs(call.constants) do taken[#taken + 1] = constant.c_name:sub(#g.name + 2) end
  end
  return c_name.unique(taken)
end

-- The text with names of their own for these functions, which begin with the call's name.
local function name_parts(text, call, g, part_names)
  local given = {}
  for _, constant in ipairs(call.constants) do given[constant.c_name] = constant.c_name end
  return (text:gsub("%f[%w_]" .. g.name .. "_" .. call.fn .. "_[%w_]+", function(word)
    given[word] = given[word] or g.name .. "_" .. part_names(word:sub(#g.name + 2))
    return given[word]
  end))
end

-- The sizes and strides that the text names; the others are no parameters.
local function used_tail(call, text)
  local list = {}
  text = text:gsub("/%*.-%*/", "")
  for _, entry in ipairs(call.tail) do
    if c_name.mentions(text, entry.name) then list[#list + 1] = entry end
  end
  return list
end

-- A user's operator brings its own template and the bounds it is filled in.
local function fill(call, env)
  if call.op.fill then return call.op.fill(env) end
  local path = "templates/" .. call.op.template
  return template.fill(path, embedded.read(path), env)
end

-- The text with a line at the end of the function's own comment that names the fused steps.
local function note_steps(text, call)
  local notes = {}
  for i, step in ipairs(call.steps) do
    notes[i] = step.op .. (step.view and string.format(" %s (%s)", step.view.ptr, c_name.comment(step.view.tensor.name)) or "")
  end
  local note = ("\n * Then " .. table.concat(notes, ", ") .. ". */\n"):gsub("%%", "%%%%")
  return #notes == 0 and text or (text:gsub(" %*/\n(static [%w_]+ [%w_]+%(" .. PARAMS_HERE .. ")", note .. "%1"))
end

--- The text of the call's function, and the C arguments or pointers it is called with.
-- rename: see runtime.renamer; part_names: see above.
function emit_layer.text(call, g, cx, rename, part_names)
  local text = note_steps(name_parts(fill(call, environment(call, g, cx)), call, g, part_names), call)
  local params, args = {table.unpack(call.params)}, {table.unpack(call.args)}
  for _, entry in ipairs(used_tail(call, text)) do
    params[#params + 1], args[#args + 1] = entry.param, entry.arg
  end
  local list = c_name.wrap(params, #g.name + #call.fn + 14, 8):gsub("%%", "%%%%")
  return c_lines.wrap(rename((text:gsub(PARAMS_HERE, list)))), args
end

return emit_layer
