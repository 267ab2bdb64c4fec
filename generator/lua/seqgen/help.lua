--- help: `seqgen help`, `seqgen help OP`, and the same as Markdown for docs/spec.md, all from the operators' tables.

local attribute = require("seqgen.attribute")
local command_line = require("seqgen.command_line")
local diag = require("seqgen.diag")
local example = require("seqgen.example")
local keys = require("seqgen.keys")
local operators = require("seqgen.operators")
local scalar = require("seqgen.scalar")
local suggest = require("seqgen.suggest")

local help = {}

local function sorted_ops(ops)
  local list = {}
  for _, op in pairs(ops) do list[#list + 1] = op end
  table.sort(list, function(a, b) return a.name < b.name end)
  return list
end

local function value_text(value)
  if math.type(value) then return scalar.text(value) end
  if type(value) ~= "table" then return tostring(value) end
  local parts = {}
  for i, item in ipairs(value) do parts[i] = value_text(item) end
  return "[" .. table.concat(parts, ", ") .. "]"
end

local function default_text(a)
  if a.required then return "required" end
  if a.default == nil or a.default == false and a.type ~= "boolean" then return "absent" end
  return value_text(a.default)
end

local function key_text(key)
  return key.expected or attribute.text(key)
end

local function inputs_text(op)
  local min, max, names = op.inputs.min, op.inputs.max, table.concat(op.inputs.names or {}, ", ")
  if min == max and #(op.inputs.names or {}) == max then return max == 0 and "none" or names end
  local count = not max and "at least " .. min or min == max and tostring(min) or min .. " to " .. max
  return count .. (names ~= "" and ": " .. names or "")
end

local function results_text(op)
  local parts = {"NAME"}
  for i = 2, #(op.results or {}) do parts[i] = "NAME." .. op.results[i] end
  return table.concat(parts, ", ")
end

local function tensor_text(tensor)
  local text = tensor.name .. (tensor.axes and " (" .. tensor.axes .. ")" or "")
  return text .. (tensor.with and " with `" .. tensor.with .. "`" or "")
end

-- Convention → its tensors in words, in the order of keys.CONVENTIONS; conventions without any are left out.
local function tensor_lines(op)
  local lines = {}
  for _, convention in ipairs(keys.CONVENTIONS) do
    if convention == "pytorch" or op.conventions and op.conventions[convention] then
      local parts = {}
      for i, tensor in ipairs(example.tensors(op, convention)) do parts[i] = tensor_text(tensor) end
      if #parts > 0 then lines[#lines + 1] = {convention, parts} end
    end
  end
  return lines
end

-- ---- For the terminal ----------------------------------------------------------------------------------------------

--- One line for each operator.
function help.list(ops)
  local lines = {"The operators (`seqgen help OP` tells all about one):", ""}
  for _, op in ipairs(sorted_ops(ops)) do lines[#lines + 1] = string.format("  %-20s %s", op.name, op.summary or "") end
  return table.concat(lines, "\n") .. "\n"
end

--- All about one operator.
function help.operator(op)
  local lines = {op.name .. ": " .. (op.summary or ""), "source:  " .. (op.source or "none named"),
    "inputs:  " .. inputs_text(op), "results: " .. results_text(op)}
  if #(op.attributes or {}) > 0 then lines[#lines + 1] = "\nattributes" end
  for _, a in ipairs(op.attributes or {}) do
    lines[#lines + 1] = string.format("  %s: %s (%s)", a.name, attribute.text(a), default_text(a))
    if a.doc then lines[#lines + 1] = "      " .. a.doc end
  end
  local tensors = tensor_lines(op)
  if #tensors > 0 then lines[#lines + 1] = "\ntensors, by convention" end
  for _, line in ipairs(tensors) do
    lines[#lines + 1] = "  " .. line[1]
    for _, part in ipairs(line[2]) do lines[#lines + 1] = "      " .. part end
  end
  return table.concat(lines, "\n") .. "\n"
end

-- ---- For docs/spec.md ----------------------------------------------------------------------------------------------

local function cell(text)
  return (text:gsub("|", "\\|"))
end

local function key_table(list)
  local lines = {"| key | value | default | |", "| --- | --- | --- | --- |"}
  for _, key in ipairs(list) do
    lines[#lines + 1] = string.format("| `%s` | %s | %s | %s |", key.name, cell(key_text(key)), cell(default_text(key)),
      cell(key.doc or ""))
  end
  return table.concat(lines, "\n")
end

local function operator_section(op)
  local source = op.source and op.source:find("^https:") and "[source](" .. op.source .. ")" or op.source
  local lines = {"### " .. op.name, "", (op.summary or "") .. (source and " (" .. source .. ")" or ""), "",
    "Inputs: " .. inputs_text(op) .. ". Results: " .. results_text(op) .. "."}
  if #(op.attributes or {}) > 0 then
    lines[#lines + 1] = ""
    lines[#lines + 1] = key_table(op.attributes)
  end
  local tensors = tensor_lines(op)
  if #tensors > 0 then lines[#lines + 1] = "\n| convention | tensors |\n| --- | --- |" end
  for _, line in ipairs(tensors) do
    lines[#lines + 1] = "| " .. line[1] .. " | " .. cell(table.concat(line[2], "; ")) .. " |"
  end
  return table.concat(lines, "\n")
end

--- The generated half of docs/spec.md: the keys, then every operator.
function help.markdown(ops)
  local parts = {
    "## Keys at the top\n\n" .. key_table(keys.top), "## Keys of an input\n\n" .. key_table(keys.input),
    "## Keys of an output\n\n" .. key_table(keys.output), "## Keys of every layer\n\n" .. key_table(keys.layer),
    "## Keys of a `repeat` block\n\n" .. key_table(keys.block), "## Operators",
  }
  for _, op in ipairs(sorted_ops(ops)) do parts[#parts + 1] = operator_section(op) end
  return table.concat(parts, "\n\n") .. "\n"
end

-- ---- The command ---------------------------------------------------------------------------------------------------

local OPTIONS = {["--ops"] = "text", ["--markdown"] = "flag"}

-- The whole text, or nil and what is wrong with the command line.
local function text_of(names, options, ops)
  if options.markdown then return help.markdown(ops) end
  if #names == 0 then return help.list(ops) end
  local parts = {}
  for i, name in ipairs(names) do
    local near = suggest.nearest(name, ops)
    if not ops[name] then
      return nil, "no operator is called '" .. name .. "'" .. (near and "; did you mean '" .. near .. "'?" or "")
    end
    parts[i] = help.operator(ops[name])
  end
  return table.concat(parts, "\n")
end

--- `seqgen help [OP...] [--ops DIR] [--markdown]`; gives the exit status.
function help.main(argv)
  local errors = diag.new()
  local options, names = command_line.parse(argv, OPTIONS)
  local ops = operators.load(options and options.ops, errors)
  if errors:has_errors() then
    io.stderr:write(errors:text())
    return 1
  end
  local text, message = nil, names
  if options then text, message = text_of(names, options, ops) end
  if not text then
    io.stderr:write("seqgen: ", message, "\n(seqgen help lists the operators)\n")
    return 2
  end
  io.write(text)
  return 0
end

return help
