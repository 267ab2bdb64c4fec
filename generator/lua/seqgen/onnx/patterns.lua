--- onnx.patterns: several nodes that exporters write for one function become one node again.
--
--   MatMul, Add of a bias                            → MatMul with the bias as third input
--   x · sigmoid(x)                                   → Silu
--   x · tanh(softplus(x))                            → Mish
--   x · (1 + erf(x / √2)) / 2, in any usual order    → Gelu

local patterns = {}

-- A graph's nodes with who makes and who reads each name; `constants`: names of constants.
local function index(nodes, constants)
  local g = {makers = {}, readers = {}, constants = constants}
  for _, node in ipairs(nodes) do
    for _, name in ipairs(node.output) do g.makers[name] = node end
    for _, name in ipairs(node.input) do
      g.readers[name] = g.readers[name] or {}
      table.insert(g.readers[name], node)
    end
    if node.op_type == "Constant" then constants[node.output[1]] = true end
  end
  return g
end

local function only_reader(g, node, op)
  local list = g.readers[node.output[1]] or {}
  return #list == 1 and list[1].op_type == op and list[1] or nil
end

local function other_input(node, name)
  return node.input[1] == name and node.input[2] or node.input[1]
end

local function made_by(g, name, op)
  local node = g.makers[name]
  return node and node.op_type == op and #g.readers[name] == 1 and node or nil
end

-- Each match: (node, g) → {op, inputs, gone={nodes before}, last}, or nil.
local match = {}

function match.MatMul(node, g)
  local add = g.constants[node.input[2]] and only_reader(g, node, "Add")
  local bias = add and other_input(add, node.output[1])
  if not bias or not g.constants[bias] then return nil end
  return {op = "MatMul", inputs = {node.input[1], node.input[2], bias}, gone = {node}, last = add}
end

function match.Mul(node, g)
  for i = 1, 2 do
    local x, gate = node.input[i], node.input[3 - i]
    local sigmoid, tanh = made_by(g, gate, "Sigmoid"), made_by(g, gate, "Tanh")
    if sigmoid and sigmoid.input[1] == x then return {op = "Silu", inputs = {x}, gone = {sigmoid}, last = node} end
    local softplus = tanh and made_by(g, tanh.input[1], "Softplus")
    if softplus and softplus.input[1] == x then return {op = "Mish", inputs = {x}, gone = {tanh, softplus}, last = node} end
  end
end

-- (x / √2 → erf → + 1), then times x and times 1/2, or times x/2.
function match.Erf(node, g)
  local scale, add = g.makers[node.input[1]], only_reader(g, node, "Add")
  local first = add and only_reader(g, add, "Mul")
  if not scale or scale.op_type ~= "Div" and scale.op_type ~= "Mul" or not first then return nil end
  local x, by = scale.input[1], other_input(first, add.output[1])
  local half = made_by(g, by, "Mul")
  if half and half.input[1] == x and g.constants[half.input[2]] then
    return {op = "Gelu", inputs = {x}, gone = {scale, node, add, half}, last = first}
  end
  local second = only_reader(g, first, "Mul")
  local rest = second and other_input(second, first.output[1])
  if not second or not (by == x and g.constants[rest] or g.constants[by] and rest == x) then return nil end
  return {op = "Gelu", inputs = {x}, gone = {scale, node, add, first}, last = second}
end

--- The nodes with each such group as one node.  constants: the names of the file's initializers.
function patterns.join(nodes, constants)
  local g, gone, joined, list = index(nodes, constants), {}, {}, {}
  for _, node in ipairs(nodes) do
    local found = match[node.op_type] and match[node.op_type](node, g)
    if found then
      for _, part in ipairs(found.gone) do gone[part] = true end
      local named = found.op == "MatMul" and node or found.last
      joined[found.last] = {op_type = found.op, name = named.name, domain = "", input = found.inputs, output = found.last.output, attributes = {}}
    end
  end
  for _, node in ipairs(nodes) do
    if not gone[node] then list[#list + 1] = joined[node] or node end
  end
  return list
end

return patterns
