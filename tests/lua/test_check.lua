--- `seqgen run` and `seqgen check` as commands, on small models written into a temporary folder.

local check = require "seqgen.check"
local npy = require "seqgen.npy"
local out_file = require "out_file"
local process = require "process"
local reference_run = require "seqgen.reference_run"
local tensor = require "tensor"

local MODEL = [[
seqgen: 1
name: turned
inputs:
  x: {layout: %s}
layers:
  - {op: reverse, name: y}
outputs:
  y: {from: y, layout: NTC}
]]

-- Runs a command's main; gives its status, what it printed and what it said on standard error.
local function call(main, argv)
  local printed, said, real_print, real_io = {}, {}, print, io
  _G.print = function(text) printed[#printed + 1] = text end
  _G.io = setmetatable({stderr = {write = function(_, ...) said[#said + 1] = table.concat({...}) end}}, {__index = io})
  local ok, status = pcall(main, argv)
  _G.print, _G.io = real_print, real_io
  assert(ok, status)
  return status, table.concat(printed, "\n"), table.concat(said)
end

-- Calls test(folder) with a model whose input is `layout` ("NTC, shape: [2, 3, 1]") in it.
local function with_model(layout, test)
  local folder = assert(process.make_folder())
  assert(out_file.write(folder .. "/model.yaml", MODEL:format(layout)))
  test(folder .. "/model.yaml", folder)
  process.remove_folder(folder)
end

local function save(path, dtype, shape, list)
  assert(out_file.write(path, npy.encode(tensor.new(dtype, shape, list))))
  return path
end

local function expect_words(text, words)
  assert(text:find(words, 1, true), text)
end

local tests = {}

function tests.run_writes_the_outputs()
  with_model("NTC, shape: [2, 3, 1]", function(model, folder)
    local x = save(folder .. "/x.npy", "f32", {2, 3, 1}, {1, 2, 3, 4, 5, 6})
    local status = call(reference_run.main, {model, "--input", "x=" .. x, "--output", "y=" .. folder .. "/y.npy"})
    assert(status == 0)
    assert(table.concat(npy.load(folder .. "/y.npy"):list(), " ") == "3.0 2.0 1.0 6.0 5.0 4.0")
  end)
end

function tests.run_says_what_an_array_should_look_like()
  with_model("NTC, shape: [2, max 3, 1]", function(model, folder)
    local x = save(folder .. "/x.npy", "f32", {2, 4, 1}, {1, 2, 3, 4, 5, 6, 7, 8})
    local status, _, said = call(reference_run.main, {model, "--input", "x=" .. x, "--output", "y=y.npy"})
    assert(status == 1)
    expect_words(said, "the array does not fit input 'x'\n  found:    shape (2, 4, 1)\n  expected: NTC [2, max 3, 1]")
  end)
end

function tests.run_names_the_layout_that_would_fit()
  with_model("NTC, shape: [2, 3, 1]", function(model, folder)
    local x = save(folder .. "/x.npy", "f32", {2, 1, 3}, {1, 2, 3, 4, 5, 6})
    local status, _, said = call(reference_run.main, {model, "--input", "x=" .. x, "--output", "y=y.npy"})
    assert(status == 1)
    expect_words(said, "is it stored as NCT?")
  end)
end

function tests.run_needs_every_input_and_knows_their_names()
  with_model("NTC, shape: [2, 3, 1]", function(model)
    local status, _, said = call(reference_run.main, {model, "--output", "y=y.npy"})
    assert(status == 1)
    expect_words(said, "input 'x' is not given")
    status, _, said = call(reference_run.main, {model, "--output", "yy=y.npy"})
    assert(status == 1)
    expect_words(said, "the model has no output 'yy'; is it 'y'?")
    assert(call(reference_run.main, {model}) == 2)
    assert(call(reference_run.main, {}) == 2)
  end)
end

function tests.check_passes_a_good_model_of_any_length()
  with_model("NTC, shape: [2, max 3, 1]", function(model)
    local status, printed = call(check.main, {model, "--layers"})
    assert(status == 0, printed)
    expect_words(printed, "length 3, length 1, length 2")
    expect_words(printed, "passed: within 1e-05")
    expect_words(printed, "no layer departs by itself")
  end)
end

function tests.check_names_the_place_where_an_expected_output_differs()
  with_model("NTC, shape: [2, 3, 1]", function(model, folder)
    local x = save(folder .. "/x.npy", "f32", {2, 3, 1}, {1, 2, 3, 4, 5, 6})
    local y = save(folder .. "/y.npy", "f32", {2, 3, 1}, {3, 2, 1, 6, 7, 4})
    local status, printed = call(check.main, {model, "--input", "x=" .. x, "--expect", "y=" .. y})
    assert(status == 1)
    expect_words(printed, "n=1 t=1 c=0  5, not 7; 1 too far")
    expect_words(printed, "y, reference")
  end)
end

function tests.check_refuses_a_wrong_command_line()
  assert(call(check.main, {}) == 2)
  assert(call(check.main, {"model.yaml", "--tolerance", "x"}) == 2)
  assert(call(check.main, {"model.yaml", "--expect", "y=y.npy"}) == 2)
end

return tests
