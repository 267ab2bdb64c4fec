--- gru: layers and directions of gated recurrent units over a sequence.
-- Shapes   x N T C -> y N T (directions * H), h_n D N C
-- Source   equations and gate order of torch.nn.GRU; reset_after false: Cho et al. 2014, as Keras and ONNX have it

local recurrent = require "seqgen.recurrent"
local recurrent_weights = require "seqgen.recurrent_weights"

return {
  name = "gru",
  summary = "gated recurrent units over a sequence: layers, directions, both places of the reset gate",
  source = "https://pytorch.org/docs/1.13/generated/torch.nn.GRU.html",
  attributes = recurrent.attributes({"hidden_size", "num_layers", "bias", "bidirectional", "activation",
    "recurrent_activation", "reverse", "reset_after", "initial_h"}, {activation = {doc = "of the candidate"}}),
  inputs = {min = 1, max = 1, names = {"x"}},
  results = {"y", "h_n"},
  shape = recurrent.shape,
  stream = recurrent.stream,
  weights = recurrent_weights.list,
  constants = recurrent.constants,
  conventions = recurrent_weights.conventions,
  macs = recurrent.macs,
  plan = recurrent.plan,
  template = "ops/gru.c.tpl",
}
