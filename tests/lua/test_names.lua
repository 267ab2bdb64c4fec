--- Which names are legal, and which clash in the C prototype.

local foreign = require "seqgen.foreign"
local names = require "seqgen.names"
local place = require "seqgen.place"
local prototype = require "seqgen.prototype"
local suggest = require "seqgen.suggest"

local MARK = {file = "m.yaml", line = 1, column = 1}

local function input(name, variable)
  return {name = name, variable = variable, mark = MARK}
end

-- What is found wrong with the prototype of a model called `net`.
local function clashes(inputs, outputs)
  local found = {}
  local at = place.new({error = function(_, e) found[#found + 1] = e.found end})
  local layers = {{name = "conv"}}
  prototype.check({name = "net", inputs = inputs, outputs = outputs, layers = layers}, {kind = "mapping", mark = MARK}, at)
  return found
end

local function expect_clash(inputs, outputs, words)
  local found = clashes(inputs, outputs)
  assert(#found == 1, #found .. " clashes")
  assert(found[1]:find(words, 1, true), found[1])
end

local tests = {}

function tests.letters_digits_and_underscores_make_a_name()
  for _, name in ipairs {"x", "conv1", "log_probs", "X_", "integer", "h_t", "index", "exp"} do
    assert(not names.problem(name, "model"), name)
  end
  for _, name in ipairs {"", "1x", "_x", "a-b", "a.b", "a b", "*/", "a\nb", "größe", "x;", "a" .. ("b"):rep(63)} do
    assert(names.problem(name, "parameter"), name)
  end
end

function tests.keywords_of_c_and_cpp_are_refused()
  for _, name in ipairs {"int", "for", "restrict", "class", "template", "xor", "nullptr", "co_await"} do
    assert(names.problem(name):find("keyword", 1, true), name)
  end
end

function tests.the_runtime_and_the_headers_keep_their_names()
  for _, name in ipairs {"seqgen", "seqgen_model", "SEQGEN_F32"} do assert(names.problem(name), name) end
  for _, name in ipairs {"NULL", "size_t", "uint8_t", "int_fast16_t", "INT32_MAX", "UINT8_C", "linux", "main", "EOF"} do
    assert(names.problem(name, "parameter"), name)
    assert(not names.problem(name), name .. " as part of a longer name")
  end
end

function tests.a_model_may_be_called_as_a_variable_of_its_file()
  for _, name in ipairs {"inputs", "m", "t", "weights"} do assert(not names.problem(name, "model"), name) end
end

function tests.the_runtimes_prefix_is_no_model()
  for _, name in ipairs {"rt", "RT", "rt_net"} do assert(names.problem(name, "model"), name) end
  assert(not names.problem("rtnet", "model") and not names.problem("rt"))
end

function tests.a_fix_is_a_legal_name()
  local _, fix = names.problem("my-model 2")
  assert(fix == "write `my_model_2`")
  _, fix = names.problem("*/ int")
  assert(fix == nil, fix)      -- nothing but a keyword is left of it
end

function tests.parameters_must_not_clash()
  assert(#clashes({input "x", input("y", 1)}, {input "z"}) == 0)
  expect_clash({input "m"}, {input "y"}, "the first parameter of `net_run`")
  expect_clash({input "x"}, {input "x"}, "input 'x'")
  expect_clash({input("x", 1), input "x_length"}, {input "y"}, "the length of input 'x'")
  expect_clash({input("x", 1)}, {input "x_length"}, "the length of input 'x'")
  expect_clash({input "net"}, {input "y"}, "the model's name")
  expect_clash({input "net_run"}, {input "y"}, "function or object")
  expect_clash({input "net_y_length"}, {input "y"}, "length function of output 'y'")
end

function tests.names_of_the_files_own_parts_are_taken()
  expect_clash({input "net_rt_vec"}, {input "y"}, "the runtime's part")
  expect_clash({input "NET_RT_LANES"}, {input "y"}, "the runtime's part")
  expect_clash({input "NET_ALIGNED"}, {input "y"}, "a constant of the C file")
  expect_clash({{name = "NET_Y_T", mark = MARK}}, {{name = "y", layout = "NT", mark = MARK}}, "the size T of 'y'")
  assert(#clashes({input "net_conv", input "net_signal"}, {input "y"}) == 0)
end

function tests.a_fixed_input_has_no_length_to_clash_with()
  assert(#clashes({input "x", input "x_length"}, {input "y"}) == 0)
end

function tests.a_prototype_has_at_most_127_parameters()
  local inputs = {}
  for i = 1, 125 do inputs[i] = input("x" .. i) end
  assert(#clashes(inputs, {input "y"}) == 0)
  inputs[126] = input "x126"
  expect_clash(inputs, {input "y"}, "128 parameters")
end

function tests.the_nearest_name_is_found()
  local known = {"kernel_size", "out_channels", "padding", "padding_mode", "hidden_size"}
  assert(suggest.nearest("kernal_size", known) == "kernel_size")
  assert(suggest.nearest("out_chanels", known) == "out_channels")
  assert(suggest.nearest("pading", known) == "padding")
  assert(suggest.nearest("hidden", known) == "hidden_size")
  assert(suggest.nearest("Kernel-Size", known) == "kernel_size")
  assert(suggest.nearest("units", known) == nil)
  assert(suggest.nearest("PADDING", known) == "padding")
  assert(suggest.nearest("", known) == nil)
  assert(suggest.nearest(("k"):rep(1000000), known) == nil)
  assert(suggest.nearest("cov1", {conv1 = 1, rnn = 2}) == "conv1")
end

function tests.words_of_other_frameworks_are_known()
  assert(foreign.key("in_channels", {out_channels = true}):find("take it away", 1, true))
  assert(foreign.key("units", {hidden_size = true}) == "write `hidden_size`")
  assert(foreign.key("units", {out_features = true}) == "write `out_features`")
  assert(foreign.key("units", {}) == nil and foreign.key("banana", {}) == nil)
  assert(foreign.value("float32", {"f32", "i32"}) == "f32" and foreign.value("float32", {"a"}) == nil)
  assert(foreign.operator("BatchNorm1d") == "batch_norm" and foreign.operator("Dense") == "linear")
end

return tests
