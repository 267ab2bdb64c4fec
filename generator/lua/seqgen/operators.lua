--- operators: the table of all operators, read from the folder ops/ and, with --ops DIR, from a user's folder.

local embedded = require "embedded"
local user_operators = require "seqgen.user_operators"

local operators = {}

local function check(op, where)
  assert(type(op) == "table" and type(op.name) == "string", where .. " returns no operator")
  assert(type(op.shape) == "function" and type(op.results) == "table", where .. " lacks shape or results")
  return op
end

--- name → operator; with a folder, a user's operators too: what is wrong with them goes to diag, their files to `read`.
function operators.load(folder, diag, read)
  local ops = {}
  for _, file in ipairs(embedded.list("generator/lua/seqgen/ops")) do
    local name = file:match("^([%w_]+)%.lua$")
    if name then ops[name] = check(require("seqgen.ops." .. name), file) end
  end
  if folder then user_operators.add(ops, folder, diag, read or {}) end
  return ops
end

return operators
