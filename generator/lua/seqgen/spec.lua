--- spec: YAML nodes → spec, as ir.lua describes it.  Known keys, required keys, types, defaults.
--
-- All that is wrong is reported in one go; what the file's own words can't tell (shapes, which layers exist,
-- what a container holds) is left to the later passes.

local fields = require("seqgen.fields")
local inline = require("seqgen.inline")
local interface = require("seqgen.interface")
local keys = require("seqgen.keys")
local layers = require("seqgen.layers")
local params = require("seqgen.params")
local place = require("seqgen.place")
local placeholder = require("seqgen.placeholder")
local prototype = require("seqgen.prototype")
local scalar = require("seqgen.scalar")

local spec = {}

local MOST_ERRORS = 200      -- more would help nobody

local function check_root(root, at)
  if root.kind == "mapping" and #root.pairs > 0 then return true end
  at:error(root, {
    message = "this is no model spec", found = place.show(root),
    expected = "a mapping with the keys seqgen, name, inputs, layers, outputs", fix = "begin with `seqgen: 1`",
  })
end

-- A spec of another version may mean anything, so nothing else in it is worth an error.
local function check_version(root, at)
  local node
  for _, pair in ipairs(root.pairs) do
    if pair.key.value == "seqgen" then node = pair.value end
  end
  if not node then return true end      -- reported as missing
  local kind, value = scalar.resolve(node)
  if kind == "integer" and value == keys.VERSION then return true end
  local newer = kind == "integer" and value > keys.VERSION
  at:error(node, {
    message = "`seqgen` has to be the version of the spec", found = place.show(node), expected = tostring(keys.VERSION),
    fix = newer and "take a newer seqgen, or write `seqgen: 1`" or "write `seqgen: 1`",
  })
end

local function read_weights(node, at)
  local random = inline.read_random(node, at)
  if random then return random end
  local kind, path = scalar.resolve(node)
  if kind == "string" and path ~= "" and not path:find("%z") then return {path = path, mark = node.mark} end
  at:refuse(node, "weights", "the path of a .safetensors or .npz file or of a folder of .npy, or {random: SEED}",
    kind == "mapping" and "write `{random: 1}`, or put inline numbers on the layer they belong to" or nil)
end

-- The nodes by key, all but the layers' with `${…}` written out.
local function expand_nodes(nodes, values, expander, at)
  local result = {}
  for key, node in pairs(nodes) do
    result[key] = (key == "layers" or key == "params") and node or expander:expand(node, values, at)
  end
  return result
end

local function read_forms(result, nodes, values, expander, cx, at)
  result.weights = nodes.weights and read_weights(nodes.weights, at)
  result.inputs = nodes.inputs and interface.read_inputs(nodes.inputs, at) or {}
  result.outputs = nodes.outputs and interface.read_outputs(nodes.outputs, at) or {}
  result.layers = nodes.layers and layers.read(nodes.layers, values, {
    ops = cx.ops, expander = expander, convention = result.convention, inputs = result.inputs,
  }, at) or {}
end

local function read(root, cx, at)
  if not check_root(root, at) or not check_version(root, at) then return nil end
  local nodes = fields.read(root, keys.top, at)
  local values = params.read(nodes.params, at)
  local expander = placeholder.expander()
  nodes = expand_nodes(nodes, values, expander, at)
  local result = fields.values(nodes, keys.top, at)
  result.file, result.mark = cx.file, root.mark
  read_forms(result, nodes, values, expander, cx, at)
  prototype.check(result, root, at)
  return result
end

local function keep_trace(problem)
  return problem == place.ENOUGH and problem or debug.traceback(problem, 2)
end

--- The spec of a parsed file; nil where no more can be said of it.  root: its YAML node; cx: {diag, ops, file}.
function spec.run(root, cx)
  local ok, result = xpcall(read, keep_trace, root, cx, place.new(cx.diag, nil, MOST_ERRORS))
  if ok then return result end
  if result ~= place.ENOUGH then error(result, 0) end
end

return spec
