--- rnn: layers and directions of a plain recurrent network over a sequence.
-- Shapes   x N T C -> y N T (directions * H), h_n D N C
-- Source   torch.nn.RNN

local recurrent = require "seqgen.recurrent"
local recurrent_weights = require "seqgen.recurrent_weights"

return {
  name = "rnn",
  summary = "plain recurrent network over a sequence: layers, directions",
  source = "https://pytorch.org/docs/1.13/generated/torch.nn.RNN.html",
  attributes = recurrent.attributes({"hidden_size", "num_layers", "bias", "bidirectional", "nonlinearity", "activation",
    "reverse", "initial_h"}, {activation = {default = false, doc = "of h; absent: what `nonlinearity` says"}}),
  inputs = {min = 1, max = 1, names = {"x"}},
  results = {"y", "h_n"},
  shape = recurrent.shape,
  stream = recurrent.stream,
  weights = recurrent_weights.list,
  constants = recurrent.constants,
  conventions = recurrent_weights.conventions,
  macs = recurrent.macs,
  plan = recurrent.plan,
  template = "ops/rnn.c.tpl",
}
