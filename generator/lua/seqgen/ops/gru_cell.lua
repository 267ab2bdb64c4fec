--- gru_cell: one step of a GRU, for loops that the host writes: the state comes in and goes out.
-- Shapes   x N C, h N H -> h N H; bit for bit what gru does in a step
-- Source   torch.nn.GRUCell

local recurrent = require "seqgen.recurrent"
local recurrent_weights = require "seqgen.recurrent_weights"

return {
  name = "gru_cell",
  summary = "one step of a GRU without T; h comes in and goes out as a tensor",
  source = "https://pytorch.org/docs/1.13/generated/torch.nn.GRUCell.html",
  attributes = recurrent.attributes({"hidden_size", "bias", "activation", "recurrent_activation", "reset_after"},
    {activation = {doc = "of the candidate"}}),
  inputs = {min = 2, max = 2, names = {"x", "h_in"}},
  results = {"y"},
  shape = recurrent.cell_shape,
  weights = recurrent_weights.list,
  conventions = recurrent_weights.cell_conventions,
  macs = recurrent.macs,
  plan = recurrent.cell_plan,
  template = "ops/gru.c.tpl",
}
