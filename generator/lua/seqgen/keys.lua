--- keys: what a spec may hold beside the operators' own attributes, as data.
--
-- The spec reader, the JSON Schema and docs/spec.md read these lists; each entry is an attribute
-- (attribute.lua) or, where `form` stands for its type, something that spec.lua reads itself.

local keys = {}

keys.VERSION = 1
keys.CONVENTIONS = {"pytorch", "keras", "onnx", "d2l"}

keys.top = {
  {name = "seqgen", form = "version", required = true, expected = "seqgen: 1", doc = "version of the spec"},
  {name = "name", type = "name", role = "model", required = true, doc = "prefix of every C identifier"},
  {name = "weights", form = "weights", expected = "a path, or {random: SEED}",
    doc = "a `.safetensors` or `.npz` file or a folder of `.npy`, relative to the spec, or `{random: SEED}`; " ..
      "a layer may have its own as inline numbers"},
  {name = "convention", type = "choice", choices = keys.CONVENTIONS, default = "pytorch",
    doc = "whose names, axes and gate order the tensors have"},
  {name = "allow_unused", type = "boolean", default = false, doc = "accept tensors that no layer reads"},
  {name = "mode", type = "choice", choices = {"sequence", "stream"}, default = "sequence",
    doc = "`stream`: each call takes the next chunk of T steps"},
  {name = "params", form = "params", expected = "a mapping of names to numbers", doc = "numbers by name, for `${…}`"},
  {name = "inputs", form = "inputs", required = true, expected = "a mapping of names to {layout, shape}",
    doc = "the caller's buffers by name, in the order of the C parameters"},
  {name = "layers", form = "layers", required = true, expected = "a list of layers",
    doc = "layers and `repeat` blocks; each layer reads the one before unless `from` says otherwise"},
  {name = "outputs", form = "outputs", required = true, expected = "a mapping of names to {from, layout}",
    doc = "the results by name, in the order of the C parameters"},
}

keys.input = {
  {name = "layout", type = "axes", required = true, doc = "the buffer's axes, slowest first"},
  {name = "shape", form = "shape", required = true, expected = "a list with a size for each axis of the layout",
    doc = "sizes in the layout's order; T may be `max 400`, a length that the caller gives"},
  {name = "dtype", type = "choice", choices = {"f32", "i32"}, default = "f32", doc = "`i32` for token ids and lengths"},
}

keys.output = {
  {name = "from", type = "string",
    doc = "a layer, one of its results (`rnn.h_n`) or an input; the output's own name if absent"},
  {name = "layout", type = "axes", required = true, doc = "the buffer's axes, slowest first"},
}

keys.layer = {
  {name = "op", type = "string", required = true, expected = "the name of an operator; `seqgen help` lists them",
    doc = "the operator"},
  {name = "name", type = "name", doc = "unique; if absent, the operator's name, numbered from the second on"},
  {name = "from", form = "from", expected = "a name, or a list of names",
    doc = "a name or a list of names to read instead of the layer before"},
  {name = "prefix", type = "string", doc = "stands in for the layer's name where its tensors are looked up"},
  {name = "tensors", form = "tensors", expected = "a mapping of parameters to names",
    doc = "other names for single tensors: {weight: other.name}"},
  {name = "weights", form = "inline", expected = "a mapping of parameters to numbers, or {random: SEED}",
    doc = "inline numbers by parameter, {weight: [[…]], bias: […]}, or {random: SEED}"},
  {name = "convention", type = "choice", choices = keys.CONVENTIONS, doc = "as at the top, for this layer alone"},
}

keys.block = {
  {name = "repeat", type = "integer", min = 1, required = true, doc = "how often; `i` counts from 0 inside"},
  {name = "layers", form = "layers", required = true, expected = "a list of layers", doc = "what is repeated"},
}

return keys
