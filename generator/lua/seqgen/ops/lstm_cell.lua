--- lstm_cell: one step of an LSTM, for loops that the host writes: the state comes in and goes out.
-- Shapes   x N C, h N H, c N H -> h N H, c N H; bit for bit what lstm does in a step
-- Source   torch.nn.LSTMCell

local recurrent = require "seqgen.recurrent"
local recurrent_weights = require "seqgen.recurrent_weights"

return {
  name = "lstm_cell",
  summary = "one step of an LSTM without T; h and c come in and go out as tensors",
  source = "https://pytorch.org/docs/1.13/generated/torch.nn.LSTMCell.html",
  attributes = recurrent.attributes {"hidden_size", "bias", "activation", "recurrent_activation", "peephole"},
  inputs = {min = 3, max = 3, names = {"x", "h_in", "c_in"}},
  results = {"y", "c"},
  shape = recurrent.cell_shape,
  weights = recurrent_weights.list,
  conventions = recurrent_weights.cell_conventions,
  macs = recurrent.macs,
  plan = recurrent.cell_plan,
  template = "ops/lstm.c.tpl",
}
