--- lstm: layers and directions of an LSTM over a sequence.
-- Shapes   x N T C -> y N T (directions * H, or * proj_size), h_n and c_n D N C
-- Source   equations and gate order of torch.nn.LSTM; peepholes of ONNX' LSTM

local recurrent = require "seqgen.recurrent"
local recurrent_weights = require "seqgen.recurrent_weights"

return {
  name = "lstm",
  summary = "long short-term memory over a sequence: layers, directions, projection, peepholes",
  source = "https://pytorch.org/docs/1.13/generated/torch.nn.LSTM.html",
  attributes = recurrent.attributes {"hidden_size", "num_layers", "bias", "bidirectional", "proj_size", "activation",
    "recurrent_activation", "reverse", "peephole", "initial_h", "initial_c"},
  inputs = {min = 1, max = 1, names = {"x"}},
  results = {"y", "h_n", "c_n"},
  shape = recurrent.shape,
  stream = recurrent.stream,
  weights = recurrent_weights.list,
  constants = recurrent.constants,
  conventions = recurrent_weights.conventions,
  macs = recurrent.macs,
  plan = recurrent.plan,
  template = "ops/lstm.c.tpl",
}
