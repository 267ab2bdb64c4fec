--- attention: multi-head self-attention over T.
--
-- q, k, v = in_proj(x); head h of H takes C/H channels of each; y = out_proj(softmax(q k' / sqrt(C/H)) v).
-- Source: Vaswani and others, Attention Is All You Need, 2017, and torch.nn.MultiheadAttention.
--
-- fold_attention makes two linear layers of the projections; what is left here works on their result, x [T][3 C]
-- -> y [T][C].  The keys of a head are turned to [channel][T], so that scores of neighbouring steps are worked on side by
-- side; sums run over channels and steps in order.

local cost_model = require "seqgen.cost_model"
local counted = require "seqgen.counted"
local elementwise = require "seqgen.elementwise"
local threads = require "seqgen.threads"

local function refuse(node, found, expected, fix, cx)
  cx.diag:error {mark = node.mark, message = string.format("layer '%s': attention does not fit its input", node.name),
    found = found, expected = expected, fix = fix}
end

local function shape(node, inputs, cx)
  local x, heads = inputs[1], node.attrs.num_heads
  if not elementwise.all_floats(node, inputs, cx) then return nil end
  if not x.size.T or not x.size.C or x.size.D then
    return refuse(node, string.format("'%s' with the axes %s", x.name, table.concat(x.axes, ", ")),
      "the axes T and C, and N if there is a batch", "give the input a layout with T and C", cx)
  end
  if x.size.C % heads ~= 0 then
    return refuse(node, string.format("C %d and num_heads %d", x.size.C, heads), "a num_heads that divides C",
      "choose another num_heads", cx)
  end
  return {{axes = x.axes, size = x.size, length = x.length}}
end

local function weights(node, inputs)
  local c = inputs[1].size.C
  local list = {{name = "in_proj_weight", shape = {3 * c, c}, axes = "q k v, in"},
    {name = "out_proj.weight", shape = {c, c}, axes = "out, in"}}
  if node.attrs.bias then
    list[3] = {name = "in_proj_bias", shape = {3 * c}, axes = "q k v"}
    list[4] = {name = "out_proj.bias", shape = {c}, axes = "out"}
  end
  return list
end

local function round_up(n)
  return (n + 15) // 16 * 16
end

local MOST_SCORES = 8192      -- of a step, which each thread has on its stack

-- {directive, note} for the steps of one head, where they are worth threads; else false.
local function shared(steps, size, row)
  return row <= MOST_SCORES and cost_model.worth_threads(2 * steps * steps * size)
    and {directive = threads.pragma(" for"), note = threads.comment("a head's steps")}
end

local function plan(node, inputs, outputs)
  local channels, steps = outputs[1].max.C, outputs[1].max.T
  local size = channels // node.attrs.num_heads
  local row = round_up(steps)
  return {runtime = {"vec", "softmax"}, scratch = {{name = "keys", count = size * row, note = "keys of a head [channel][T]"},
    {name = "scores", count = row, note = "scores of a step"}},
    vars = {channels = channels, size = size, heads = node.attrs.num_heads, row = row, shared = shared(steps, size, row), counted = counted,
      scale = elementwise.number(1 / math.sqrt(size))}}
end

return {
  name = "attention",
  summary = "multi-head self-attention over T",
  source = "https://pytorch.org/docs/1.13/generated/torch.nn.MultiheadAttention.html",
  attributes = {
    {name = "num_heads", type = "integer", min = 1, required = true, doc = "how many heads share the channels"},
    {name = "bias", type = "boolean", default = true, doc = "the projections add a number to each output"},
  },
  inputs = {min = 1, max = 1, names = {"x"}},
  results = {"y"},
  shape = shape,
  stream = function()
    return "every step attends to all others, later ones too", "use a recurrent layer or causal convolutions, or `mode: sequence`"
  end,
  weights = weights,
  macs = function(_, _, outputs)
    local y = outputs[1].size
    return 2 * (y.N or 1) * y.T * y.T * y.C
  end,
  plan = plan,
  template = "ops/attention.c.tpl",
}
