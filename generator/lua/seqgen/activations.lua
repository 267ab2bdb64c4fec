--- activations: the `activation` attribute of conv1d, linear and conv_transpose1d: an element-wise operator by name.
-- The fold pass turns it into the first step done on a result before it is stored.

local activations = {}

activations.NAMES = {"linear", "relu", "relu6", "leaky_relu", "elu", "selu", "gelu", "silu", "mish", "sigmoid", "hard_sigmoid",
  "hard_sigmoid_keras2", "hard_swish", "tanh", "softplus", "softsign", "exp", "log", "sqrt", "abs", "square", "neg"}

activations.ATTRIBUTE = {name = "activation", type = "choice", choices = activations.NAMES,
  doc = "an element-wise operator, with its default attributes, done on the result"}

return activations
