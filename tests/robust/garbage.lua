--- Files that nobody would call a model: each is refused with a message, quickly.

local attempt = dofile(test_folder .. "/attempt.lua")

-- A whole model with pieces replaced.
local function model(changes)
  local text = {
    head = "seqgen: 1\nname: m\nweights: {random: 1}\n",
    inputs = "inputs:\n  x: {layout: NTC, shape: [1, 8, 2]}\n",
    layers = "layers:\n  - {op: relu, name: r}\n",
    outputs = "outputs:\n  y: {from: r, layout: NTC}\n",
  }
  for key, value in pairs(changes) do text[key] = value end
  return text.head .. text.inputs .. text.layers .. text.outputs
end

local function refuse(text, piece)
  local status, message = attempt {["model.yaml"] = text}
  assert(status == 1, "exit status " .. status .. " for\n" .. text:sub(1, 300))
  assert(not piece or message:lower():find(piece, 1, true), message)
end

local tests = {}

function tests.the_model_that_the_others_change_is_a_good_one()
  local status, message = attempt {["model.yaml"] = model {}}
  assert(status == 0, message)
end

function tests.no_text()
  refuse("")
  refuse("\n\n\n")
  refuse("\0")
  refuse(("\0"):rep(100000))
  refuse("\xff\xfe\0\0")
  refuse("\x7fELF\2\1\1\0")
  refuse("GIF89a\1\0\1\0")
  refuse("\xef\xbb\xbf")
  refuse(("x"):rep(1000000))
  refuse(("\r\n"):rep(1000000))
end

function tests.no_mapping()
  for _, text in ipairs {"1", "text", "[]", "- a\n- b", "null", "~", "{}", "!!str x", "'", '"', "|", "? ", "&a", "*a"} do
    refuse(text)
  end
end

function tests.brackets_without_end()
  for _, piece in ipairs {"[", "{", "[{", "{a: ", "- ", "? ", "(", "<", "a: ", "&a ", "!a ", "*a ", "'", '"', "%", "@"} do
    refuse(piece:rep(10000))
    refuse(model {layers = "layers: " .. piece:rep(10000) .. "\n"})
  end
end

function tests.more_values_than_a_reader_has_time_for()
  refuse("[" .. ("1,"):rep(3000000) .. "]")
  refuse("{" .. ("a,"):rep(3000000) .. "}")
  refuse(("a: 1\n"):rep(1000000))
  refuse(("x"):rep(17 << 20))
end

function tests.alias_bombs()
  local lines = {"a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1]"}
  for i = 1, 30 do lines[i + 1] = ("a%d: &a%d [%s*a%d]"):format(i, i, ("*a%d, "):format(i - 1):rep(8), i - 1) end
  refuse(table.concat(lines, "\n"))
  refuse("a: &a [*a]\n")
  refuse(model {layers = "layers: &l\n  - {op: relu, name: r}\n  - *l\n"})
end

function tests.repeats_without_measure()
  for _, count in ipairs {"1000000000", "-1", "1e400", ".inf", "9223372036854775807", '"${2^62}"', '"${1/0}"', "x"} do
    refuse(model {layers = "layers:\n  - repeat: " .. count .. "\n    layers:\n      - {op: relu}\n"})
  end
  refuse(model {layers = "layers:\n  - repeat: 100000\n    layers:\n      - repeat: 100000\n        layers:\n          - {op: relu}\n"})
end

function tests.expressions_that_are_none_or_never_end()
  for _, text in ipairs {"${", "${}", "${while}", "${1 2}", "${os.exit()}", "${(function() while true do end end)()}",
      "${('x'):rep(1e9)}", "${math.huge}", "${0/0}", "${nil}", "${error()}", "${_G}", "${i}", "${'%s'}", "${load''}"} do
    refuse(model {layers = 'layers:\n  - {op: softmax, name: r, axis: "' .. text .. '"}\n'})
    refuse(model {layers = 'layers:\n  - {op: conv1d, name: r, out_channels: "' .. text .. '", kernel_size: 1}\n'})
  end
end

function tests.sizes_beyond_measure()
  for _, size in ipairs {"1000000000000000000", "9223372036854775807", "9223372036854775808", "1e30", "-1", "0", "1.5", ".nan",
      "max 1000000000000000000", "max -1", "max", "4294967296", "2147483648", "'8'", "[8]", "null"} do
    refuse(model {inputs = "inputs:\n  x: {layout: NTC, shape: [1, " .. size .. ", 2]}\n"})
    refuse(model {layers = "layers:\n  - {op: conv1d, name: r, out_channels: " .. size .. ", kernel_size: 1}\n"})
    refuse(model {layers = "layers:\n  - {op: conv1d, name: r, out_channels: 2, kernel_size: " .. size .. "}\n"})
  end
  refuse(model {inputs = "inputs:\n  x: {layout: NTC, shape: [100000, 100000, 100000]}\n"})
  refuse(model {layers = "layers:\n  - {op: linear, name: r, out_features: 2000000000}\n"})
end

function tests.names_that_c_can_not_bear()
  for _, name in ipairs {'"*/"', '"a\\nb"', "int", "while", "class", '""', '"a b"', "'1a'", '"é"', "seqgen", '"\\\\"', '"%s"',
      "[a]", "{a: b}", "_a", '"' .. ("n"):rep(100000) .. '"'} do
    refuse(model {head = "seqgen: 1\nname: " .. name .. "\n"})
    refuse(model {inputs = "inputs:\n  " .. name .. ": {layout: NTC, shape: [1, 8, 2]}\n"})
    refuse(model {outputs = "outputs:\n  " .. name .. ": {from: r, layout: NTC}\n"})
  end
end

function tests.weights_that_are_no_files()
  local layers = "layers:\n  - {op: linear, name: r, out_features: 3}\n"
  for _, path in ipairs {"/dev/zero", "/dev/random", "/dev/null", ".", "/", "none.safetensors", "model.yaml", '""', '"a\\0b"',
      "../../../../etc/passwd", "none/", "x.npz", "x.npy", "/proc/self/mem", '"' .. ("a"):rep(10000) .. '"', "[a]", "{a: 1}",
      "{random: x}", "{random: 1e99}", "1"} do
    refuse(model {head = "seqgen: 1\nname: m\nweights: " .. path .. "\n", layers = layers})
  end
end

function tests.specs_that_are_no_files()
  for _, path in ipairs {"/dev/zero", "/dev/random", "/dev/null", ".", "/", "none.yaml", "", ("a"):rep(5000)} do
    assert(attempt({}, {path, "-o", "out/model.c"}) > 0)
  end
end

function tests.command_lines_that_are_none()
  for _, argv in ipairs {{}, {"-o"}, {"--none"}, {"model.yaml", "-o"}, {"model.yaml", "x", "-o", "out/model.c"}, {"-o", "out/model.c"},
      {"run"}, {"check"}, {"explain"}, {"report"}, {"help", "none"}, {"--generator-dir"}, {"model.yaml", "--header"}, {"\n"}} do
    assert(attempt({["model.yaml"] = model {}}, argv) > 0, table.concat(argv, " "))
  end
end

return tests
