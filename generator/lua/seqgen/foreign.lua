--- foreign: what other frameworks call things, for the fix of an unknown key, operator or value.

local foreign = {}

-- Key elsewhere → the keys that may be meant here, or what to do where none is.
local KEYS = {
  in_channels = "take it away: it is the input's C",
  in_features = "take it away: it is the input's C",
  input_size = "take it away: it is the input's C",
  input_shape = "take it away: the input's `shape` says it",
  num_features = "take it away: it is the input's C",
  num_channels = "take it away: it is the input's C",
  normalized_shape = "take it away: it is the input's C",
  batch_first = "take it away: the input's `layout` says it, NTC or TNC",
  data_format = "take it away: the input's `layout` says it, NTC or NCT",
  return_sequences = "take it away; for the last step alone put a layer `op: last` behind",
  return_state = "take it away; the states are the results NAME.h_n and NAME.c_n",
  stateful = "take it away; `mode: stream` at the top keeps the state from call to call",
  dropout = "take it away: it is active in training only",
  recurrent_dropout = "take it away: it is active in training only",
  momentum = "take it away: it is active in training only",
  track_running_stats = "take it away: the weights hold the statistics",
  inplace = "take it away: the generator decides where results lie",
  trainable = "take it away: a generated model does not train",
  dim = {"axis", by_name = true}, dims = {"axis", by_name = true},
  filters = {"out_channels"}, units = {"out_features", "hidden_size"},
  strides = {"stride"}, dilation_rate = {"dilation"}, pool_size = {"kernel_size"}, size = {"scale_factor"},
  use_bias = {"bias"}, epsilon = {"eps"}, rate = {"p"}, go_backwards = {"reverse"}, inputs = {"from"}, type = {"op"},
}

-- Operator elsewhere, in small letters without _ → here.
local OPERATORS = {
  dense = "linear", fc = "linear", gemm = "linear", batchnorm1d = "batch_norm", batchnormalization = "batch_norm",
  layernormalization = "layer_norm", groupnormalization = "group_norm", instancenorm1d = "instance_norm",
  maxpool = "max_pool1d", maxpooling1d = "max_pool1d", avgpool = "avg_pool1d", averagepool = "avg_pool1d",
  averagepooling1d = "avg_pool1d", globalaveragepooling1d = "global_avg_pool", globalaveragepool = "global_avg_pool",
  globalmaxpooling1d = "global_max_pool", globalmaxpool = "global_max_pool", conv1dtranspose = "conv_transpose1d",
  convtranspose = "conv_transpose1d", multiheadattention = "attention", multiheadselfattention = "attention",
  swish = "silu", cat = "concat", concatenate = "concat", multiply = "mul", subtract = "sub", divide = "div",
  clamp = "bound", clip = "bound", hardtanh = "bound", permute = "transpose", view = "reshape", simplernn = "rnn",
  conv = "conv1d", convolution = "conv1d", interpolate = "upsample", upsampling1d = "upsample", masking = "mask",
}

-- Value elsewhere → here, where it is one of the choices.
local VALUES = {
  float = "f32", float32 = "f32", fp32 = "f32", int = "i32", int32 = "i32", int64 = "i32", i64 = "i32", long = "i32",
  tensorflow = "keras", tf = "keras", torch = "pytorch", swish = "silu", hard_silu = "hard_swish", none = "linear", identity = "linear",
  wrap = "circular", periodic = "circular", edge = "replicate", constant = "zeros", bilinear = "linear", streaming = "stream",
  online = "stream", batch = "sequence", offline = "sequence",
}

--- What to do about the key, where `known` (a set) are the keys that may stand there; nil if the key is nobody's.
function foreign.key(name, known)
  local meant = KEYS[name]
  if type(meant) ~= "table" then return meant end
  for _, key in ipairs(meant) do
    if known[key] then
      return "write `" .. key .. "`" .. (meant.by_name and ", with the axis' name: N, T or C" or ""), key
    end
  end
end

--- The choice that is called so elsewhere, or nil.
function foreign.value(text, choices)
  for _, choice in ipairs(choices) do
    if choice == VALUES[text:lower()] then return choice end
  end
end

--- The operator that another framework calls so, or nil.
function foreign.operator(name)
  return OPERATORS[name:lower():gsub("_", "")]
end

return foreign
