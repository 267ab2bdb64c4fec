--- hard_sigmoid_keras2: clip(0.2 x + 1/2, 0, 1), as Keras 2

local elementwise = require "seqgen.elementwise"

return elementwise.unary {
  name = "hard_sigmoid_keras2",
  summary = "clip(0.2 x + 1/2, 0, 1), as Keras 2",
  source = "hard_sigmoid of Keras up to version 2",
  runtime = {"hard_sigmoid"},
  expression = function(_, v) return string.format("rt_hard_sigmoid(%s, 0.2f)", v) end,
}
