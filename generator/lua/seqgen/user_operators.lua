--- user_operators: `--ops DIR`, operators of a user's own.
--
-- DIR holds NAME.lua, of the same form as the built-in operators (CONTRIBUTING.md), and the templates they name
-- (`template = "NAME.c.tpl"`).  A file runs in a sandbox: no io, os, package, debug or bytecode, of `require` only the
-- modules below; each call of its functions has a bound of instructions, of memory and of processor time.

local attribute = require "seqgen.attribute"
local in_file = require "in_file"
local limit = require "limit"
local tables = require "seqgen.tables"
local template = require "seqgen.template"

local user_operators = {}

local INSTRUCTIONS = 50000000
local BYTES = 256 << 20
local LONGEST_FILE = 1 << 20

local MODULES = {"seqgen.elementwise", "seqgen.expr", "seqgen.index_text", "seqgen.length", "seqgen.move", "tensor"}
local OPENERS = {"open_file", "open_zip"}      -- of module tensor
local GLOBALS = {"assert", "error", "ipairs", "math", "next", "pairs", "select", "table", "tonumber", "tostring", "type",
  "utf8"}

-- string without what makes bytecode; what string methods find inside the sandbox too.
local function safe_string()
  local s = tables.copy(string)
  s.dump = nil
  return s
end

local function sandbox()
  local env = {string = safe_string()}
  for _, name in ipairs(GLOBALS) do
    env[name] = type(_G[name]) == "table" and tables.copy(_G[name]) or _G[name]
  end
  local allowed = {}
  for _, name in ipairs(MODULES) do allowed[name] = true end
  function env.require(name)
    if not allowed[name] then
      error(string.format("module '%s' is not for operators; there are %s", tostring(name), table.concat(MODULES, ", ")), 2)
    end
    local module = tables.copy(require(name))
    for _, opener in ipairs(OPENERS) do module[opener] = nil end
    return module
  end
  return env
end

-- A user's function under its bounds; its errors say whose they are.
local function bounded(f, what, env)
  return function(...)
    local before = limit.string_index(env.string)
    local results = table.pack(limit.call(what, INSTRUCTIONS, BYTES, f, ...))
    limit.string_index(before)
    if not results[1] then
      local first = ...
      error({user_operator = what, message = tostring(results[2]), mark = type(first) == "table" and first.mark or nil}, 0)
    end
    return table.unpack(results, 2, results.n)
  end
end

local function bound_functions(t, what, env)
  local result = {}
  for key, value in pairs(t) do
    if type(value) == "function" then
      result[key] = bounded(value, what, env)
    elseif key == "conventions" and type(value) == "table" then
      result[key] = {}
      for name, forms in pairs(value) do result[key][name] = bound_functions(forms, what, env) end
    else
      result[key] = value
    end
  end
  return result
end

local function fail(path, message, diag)
  local line, rest = message:match("^[^\n]-:(%d+):%s*(.*)$")
  diag:error {mark = {file = path, line = tonumber(line) or 1, column = 1}, message = "this operator can't be used: " .. (rest or message),
    expected = "a file that returns an operator's table", fix = "see \"How an operator is written\" in CONTRIBUTING.md"}
end

local function check_form(op, name)
  if type(op) ~= "table" then return "it returns no table" end
  if op.name ~= name then return string.format("its `name` is %s, but its file %s.lua", tostring(op.name), name) end
  for field, wanted in pairs {attributes = "table", inputs = "table", results = "table", shape = "function", plan = "function",
    template = "string"} do
    if type(op[field]) ~= wanted then return string.format("`%s` has to be a %s", field, wanted) end
  end
  for _, a in ipairs(op.attributes) do
    if attribute.problem(a) then return attribute.problem(a) end
  end
  if op.template:find("/", 1, true) then return "`template` has to be a file beside it" end
end

local function load_template(op, folder, env)
  local path = folder .. "/" .. op.template
  local source, message = in_file.read(path, LONGEST_FILE)
  if not source then return nil, op.template .. ": " .. message end
  op.fill = bounded(function(values) return template.fill(path, source, values, env) end, path, env)
  return true
end

local function load_operator(path, folder, name, diag)
  local source, message = in_file.read(path, LONGEST_FILE)
  if not source then return fail(path, message, diag) end
  local env = sandbox()
  local chunk, err = load(source, "=" .. path, "t", env)
  if not chunk then return fail(path, err, diag) end
  local ok, op = pcall(bounded(chunk, path, env))
  if not ok then return fail(path, op.message, diag) end
  local wrong = check_form(op, name)
  if wrong then return fail(path, wrong, diag) end
  op = bound_functions(op, path, env)
  ok, message = load_template(op, folder, env)
  if not ok then return fail(path, message, diag) end
  return op
end

--- Adds the operators of a folder to `ops`.  What is wrong with them goes to diag, the files that were read to `read`.
function user_operators.add(ops, folder, diag, read)
  local names, message = in_file.list(folder)
  if not names then
    return diag:error {mark = {file = folder, line = 1, column = 1}, message = "the operators of --ops can't be read", found = message,
      expected = "a folder with NAME.lua and its template for each operator"}
  end
  for _, file in ipairs(names) do
    local name = file:match("^([%a][%w_]*)%.lua$")
    if name and ops[name] then
      fail(folder .. "/" .. file, string.format("seqgen has an operator '%s' of its own", name), diag)
    elseif name then
      local op = load_operator(folder .. "/" .. file, folder, name, diag)
      ops[name] = op
      if op then table.move({folder .. "/" .. file, folder .. "/" .. op.template}, 1, 2, #read + 1, read) end
    end
  end
end

--- Reports an error that a user's function raised; any other error is raised again.
function user_operators.report(err, file, diag)
  if type(err) ~= "table" or not err.user_operator then error(err, 0) end
  diag:error {mark = err.mark or {file = file, line = 1, column = 1},
    message = "a user's operator failed: " .. err.message, found = "an error in " .. err.user_operator,
    fix = "correct the operator"}
end

return user_operators
