--- What a layer's comment says in the C file: the formula with the steps as a user counts them, one and many, what threads share.

local out_file = require "out_file"
local process = require "process"

local seqgen = assert(os.getenv "SEQGEN", "set SEQGEN to the program")

local SPEC = [[
seqgen: 1
name: net
mode: %s
weights: {random: 1}
inputs:
  x: {layout: NTC, shape: [%s]}
layers:
  - {name: a, %s}
outputs:
  y: {from: a, layout: NTC}
]]

-- The C file of one layer, the lines of a comment as one.
local function text_of(mode, shape, layer)
  local folder = assert(process.make_folder())
  assert(out_file.write(folder .. "/net.yaml", SPEC:format(mode, shape, layer)))
  local run = assert(process.run({seqgen, "net.yaml", "-o", "net.c"}, {cwd = folder}))
  assert(run.status == 0, run.stderr)
  local file = assert(io.open(folder .. "/net.c"))
  local text = file:read "a"
  file:close()
  process.remove_folder(folder)
  return (text:gsub("\n %* ", " "))
end

-- What was found instead: from the layer's function on.
local function layer_of(text)
  return text:match "/%* a: .*"
end

local function says(text, words)
  assert(text:find(words, 1, true), words .. " is not in\n" .. layer_of(text))
end

local function says_not(text, words)
  assert(not text:find(words, 1, true), words)
end

local tests = {}

function tests.a_convolution_counts_the_steps_of_x_from_its_first()
  local function conv(mode, attributes, steps, beyond)
    local text = text_of(mode, "1, 12, 3", "op: conv1d, out_channels: 2, kernel_size: 4, " .. attributes)
    says(text, "w[o][j][i] * x[" .. steps .. "][i].")
    says(text, beyond or "C 3 -> 2; 1 panel")
  end
  conv("stream", "padding: causal, dilation: 2", "t + 2 j - 6", "C 3 -> 2; x before its first step is what earlier calls took; ")
  conv("stream", "padding: causal, stride: 3", "3 t + j - 3", "x before its first step is what earlier calls took; ")
  conv("sequence", "padding: causal, flip: true", "t + j - 3", "C 3 -> 2; x beyond its ends is 0; ")
  conv("sequence", "padding: same", "t + j - 1", "x beyond its ends is 0; ")
  conv("sequence", "padding: same, stride: 3", "3 t + j", "x beyond its ends is 0; ")
  conv("sequence", "padding: [2, 1], padding_mode: reflect", "t + j - 2", "C 3 -> 2; x goes on beyond its ends, reflect; ")
  conv("sequence", "stride: 2", "2 t + j")
end

function tests.a_padding_that_follows_from_a_length_has_the_codes_name()
  local text = text_of("sequence", "1, max 12, 3", "op: conv1d, out_channels: 2, kernel_size: 4, padding: same, stride: 3")
  says(text, "x[3 t + j - before][i]")
  says(text, ", before = ")
end

function tests.a_transposed_convolution_says_which_taps_meet()
  local function up(attributes, steps)
    says(text_of("sequence", "1, 12, 3", "op: conv_transpose1d, out_channels: 2, kernel_size: 4, " .. attributes), "steps s with " .. steps .. " = t, of")
  end
  up("stride: 2, padding: 1", "2 s + j - 1")
  up("stride: 2, dilation: 3, padding: causal", "2 s + 3 j")
end

function tests.one_is_no_plural()
  local text = text_of("sequence", "1, 1, 1", "op: linear, out_features: 2")
  says(text, "sums of 1 term")
  says(text, "/* 1 term */")
  says_not(text, "1 terms")
  text = text_of("stream", "1, 4, 1", "op: conv1d, out_channels: 2, kernel_size: 2, dilation: 2, padding: causal")
  says(text, "the last 2 steps, and room")
  says(text, "2 taps, 2 apart in x, of 1 channel */")
  says(text_of("stream", "1, 4, 1", "op: conv1d, out_channels: 2, kernel_size: 2, padding: causal"), "the last 1 step, and room")
end

function tests.a_ring_of_one_sequence_is_begun_once()
  local layer = "op: conv1d, out_channels: 2, kernel_size: 2, dilation: 9, padding: causal"
  says_not(layer_of(text_of("stream", "1, 1, 2", layer)), "start")
  says(text_of("stream", "2, 1, 2", layer), "at = start;")
end

function tests.layers_say_what_threads_share()
  local function shares(layer, what)
    local text = text_of("sequence", "8, 96, 96", layer)
    says(text, "; with -fopenmp threads share " .. what .. ".")
    says(text, "#pragma omp parallel for")
  end
  shares("op: softmax", "axis N")
  shares("op: layer_norm", "axis N")
  shares("op: matmul, from: [x, x]", "axis N")
  shares("op: attention, num_heads: 2, weights: {random: 1}", "a head's steps")
  says_not(text_of("sequence", "1, 2, 4", "op: softmax"), "threads")
end

return tests
