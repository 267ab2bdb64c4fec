--- arrays: the user's .npy files as a model's inputs and expected outputs, for `run` and `check`.
--
-- All functions give nil and a message for people where a file does not fit.

local npy = require "seqgen.npy"
local suggest = require "seqgen.suggest"

local arrays = {}

local function sizes_text(record)
  local parts = {}
  for i, size in ipairs(record.shape) do parts[i] = (record.variable == i and "max " or "") .. size end
  return record.layout .. " [" .. table.concat(parts, ", ") .. "]"
end

local function refuse(file, what, found, expected, fix)
  local lines = {string.format("%s: %s", file, what), "  found:    " .. found, "  expected: " .. expected}
  if fix then lines[#lines + 1] = "  fix:      " .. fix end
  return nil, table.concat(lines, "\n")
end

-- Whether `size` may stand on axis i: T may be any length in a stream, and up to its maximum where it is variable.
local function axis_fits(input, i, size, mode)
  if input.layout:sub(i, i) == "T" and mode == "stream" then return size >= 1 end
  if input.variable == i then return size >= 1 and size <= input.shape[i] end
  return size == input.shape[i]
end

local function shape_fits(input, shape, mode)
  if #shape ~= #input.layout then return false end
  for i, size in ipairs(shape) do
    if not axis_fits(input, i, size, mode) then return false end
  end
  return true
end

-- The layout that the file's sizes would fit, as a hint.
local function swapped(input, shape, mode)
  local other = input.layout:gsub("[TC]", {T = "C", C = "T"})
  if other == input.layout or #shape ~= #other or not input.layout:find("T") then return nil end
  local t, c = input.layout:find("T"), input.layout:find("C")
  if not c then return nil end
  local turned = {table.unpack(shape)}
  turned[t], turned[c] = shape[c], shape[t]
  if shape_fits(input, turned, mode) then return "is it stored as " .. other .. "? Give the input `layout: " .. other .. "`" end
end

local function check_shape(input, file, shape, mode)
  if shape_fits(input, shape, mode) then return true end
  return refuse(file, string.format("the array does not fit input '%s'", input.name),
    "shape (" .. table.concat(shape, ", ") .. ")", sizes_text(input) .. (mode == "stream" and ", T of any length" or ""),
    swapped(input, shape, mode))
end

local function to_dtype(input, file, array)
  if input.dtype == "f32" then return array end
  if array:dtype() == "i32" then return array end
  return refuse(file, string.format("input '%s' takes integers", input.name), "elements of type " .. array:dtype(),
    "int32 or int64", string.format("save it with `%s.astype('int32')`", input.name))
end

local function load(file)
  local array, message = npy.load(file)
  if not array then return nil, file .. ": " .. message end
  return array
end

local function load_input(input, file, mode)
  local array, message = load(file)
  if not array then return nil, message end
  local ok, problem = check_shape(input, file, array:shape(), mode)
  if not ok then return nil, problem end
  return to_dtype(input, file, array)
end

--- A record of graph.inputs or graph.outputs by its name.
function arrays.find(records, name, kind)
  local names = {}
  for _, record in ipairs(records) do
    if record.name == name then return record end
    names[record.name] = true
  end
  local near = suggest.nearest(name, names)
  return nil, string.format("the model has no %s '%s'%s", kind, name, near and "; is it '" .. near .. "'?" or "")
end

-- The one length that all arrays with a T have.
local function check_one_length(graph, given)
  local length, first
  for _, input in ipairs(graph.inputs) do
    local axis = input.layout:find("T", 1, true)
    if axis and (input.variable or graph.mode == "stream") then
      local size = given[input.name]:shape()[axis]
      if length and size ~= length then
        return nil, string.format("inputs '%s' and '%s' have different lengths: %d and %d", first, input.name, length, size)
      end
      length, first = size, first or input.name
    end
  end
  return true
end

--- Loads every input; pairs = {{name=, value=file}...} as from the command line.  name → tensor.
function arrays.load_inputs(graph, pairs_given)
  local given = {}
  for _, pair in ipairs(pairs_given) do
    local input, message = arrays.find(graph.inputs, pair.name, "input")
    if not input then return nil, message end
    given[pair.name], message = load_input(input, pair.value, graph.mode)
    if not given[pair.name] then return nil, message end
  end
  for _, input in ipairs(graph.inputs) do
    if not given[input.name] then
      return nil, string.format("input '%s' is not given: write `--input %s=FILE.npy`", input.name, input.name)
    end
  end
  local ok, message = check_one_length(graph, given)
  if not ok then return nil, message end
  return given
end

--- Loads what an output should be, in `shape`.
function arrays.load_expected(output, file, shape)
  local array, message = load(file)
  if not array then return nil, message end
  local found, wanted = table.concat(array:shape(), ", "), table.concat(shape, ", ")
  if found == wanted then return array end
  return refuse(file, string.format("the array does not fit output '%s'", output.name), "shape (" .. found .. ")",
    output.layout .. " [" .. wanted .. "]")
end

return arrays
