--- Operators of `--ops DIR`: what is loaded, what the sandbox keeps from them, and where their mistakes are reported.

local diag = require "seqgen.diag"
local operators = require "seqgen.operators"
local process = require "process"
local user_operators = require "seqgen.user_operators"

local tests = {}

local FORM = [[
return {name = "twice", attributes = {}, inputs = {min = 1, max = 1, names = {"x"}}, results = {"y"},
  shape = function(node, inputs) SHAPE return {{axes = inputs[1].axes, size = inputs[1].size}} end,
  plan = function() PLAN return {} end, template = "twice.c.tpl"}
]]

local function write(path, text)
  local f = assert(io.open(path, "wb"))
  f:write(text)
  f:close()
end

-- Loads a folder with one operator; its table or nil, and the errors' text.
local function add(lua, template, name)
  local folder = assert(process.make_folder())
  local d, ops = diag.new(), operators.load()
  name = name or "twice"
  write(folder .. "/" .. name .. ".lua", lua)
  if template then write(folder .. "/twice.c.tpl", template) end
  user_operators.add(ops, folder, d, {})
  process.remove_folder(folder)
  return ops[name], d:text()
end

-- An operator whose `shape` runs `code` first.
local function with_shape(code)
  return (FORM:gsub("SHAPE", function() return code end):gsub("PLAN", ""))
end

local function plain(before)
  return (before or "") .. with_shape("")
end

local function refused(words, ...)
  local op, text = add(...)
  assert(op == nil, "it was accepted")
  assert(text:find(words, 1, true), "'" .. words .. "' is not in:\n" .. text)
end

-- What `shape` raises, as the report says it.
local function shape_fails(code)
  local op, text = add(with_shape(code), "")
  assert(op, text)
  local ok, err = pcall(op.shape, {mark = {file = "m.yaml", line = 7, column = 3}}, {{axes = {"T"}, size = {T = 4}}})
  assert(not ok, "nothing was raised")
  local d = diag.new()
  user_operators.report(err, "m.yaml", d)
  assert(d:text():find("m.yaml:7:3", 1, true), d:text())
  return d:text()
end

function tests.an_operator_is_loaded_with_its_template()
  local op, text = add(plain(), "y = ${x} * 2;\n")
  assert(op, text)
  assert(op.shape({}, {{axes = {"T"}, size = {T = 4}}})[1].size.T == 4)
  assert(op.fill {x = "3"} == "y = 3 * 2;\n")
end

function tests.nothing_that_reaches_outside_is_there()
  for _, name in ipairs {"io", "os", "package", "debug", "load", "loadfile", "dofile", "getmetatable", "setmetatable", "rawset",
    "pcall", "xpcall", "coroutine", "collectgarbage", "print", "_G"} do
    local op, text = add(plain("assert(" .. name .. " == nil)\n"), "")
    assert(op, name .. ": " .. text)
  end
end

function tests.only_the_operators_modules_are_there()
  refused("module 'seqgen.driver' is not for operators", plain('require "seqgen.driver"\n'), "")
  refused("module 'process' is not for operators", plain('require "process"\n'), "")
  assert(add(plain('assert(require("tensor").zeros)\nassert(require("tensor").open_file == nil)\n'), ""))
end

function tests.what_an_operator_changes_is_its_own()
  assert(add(plain('table.concat = nil\nmath.floor = nil\nstring.format = nil\nrequire("tensor").zeros = nil\n'), ""))
  assert(table.concat and math.floor and string.format and ("x").format and require("tensor").zeros)
end

function tests.strings_have_no_way_to_bytecode()
  assert(add(plain('assert(string.dump == nil and ("").dump == nil)\n'), ""))
  refused("attempt to load a binary chunk", string.dump(load("return {}")), "")
  assert(("").dump == string.dump)
end

function tests.what_never_ends_is_stopped()
  refused("too many instructions", "while true do end", "")
  assert(shape_fails("while true do end"):find("too many instructions", 1, true))
end

function tests.what_holds_too_much_is_stopped()
  refused("not enough memory", "local t = {} for i = 1, 1e7 do t[i] = ('x'):rep(1000) .. i end", "")
  assert(shape_fails("local s = ('x'):rep(1 << 40)"):find("a user's operator failed", 1, true))
end

function tests.a_mistake_in_a_function_is_the_users()
  local text = shape_fails("local a = nil + 1")
  assert(text:find("a user's operator failed", 1, true) and text:find("arithmetic on a nil value", 1, true), text)
end

function tests.a_template_is_bounded_too()
  local op = assert(add(plain(), "% while true do\n% end\n"))
  local ok, err = pcall(op.fill, {})
  assert(not ok and err.message:find("too many instructions", 1, true), tostring(err.message or err))
end

function tests.a_wrong_form_is_refused()
  refused("twice.lua:3:1", "return {\n  name = 'twice',\n  attributes = = {}}", "")
  refused("it returns no table", "return 1", "")
  refused("`name` is other, but its file twice.lua", (plain():gsub('"twice"', '"other"')), "")
  refused("`shape` has to be a function", (plain():gsub("shape = ", "shapes = ")), "")
  refused("twice.c.tpl: ", plain(), nil)
  refused("`template` has to be a file beside it", (plain():gsub('"twice.c.tpl"', '"../twice.c.tpl"')), "")
end

function tests.built_in_operators_stay()
  local op, text = add(plain(), "", "lstm")
  assert(text:find("seqgen has an operator 'lstm' of its own", 1, true), text)
  assert(op.template == "ops/lstm.c.tpl")
end

return tests
